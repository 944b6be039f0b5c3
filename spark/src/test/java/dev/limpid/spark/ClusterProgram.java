package dev.limpid.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What the tests run in JVMs of their own: a driver and its executors. */
final class ClusterProgram {
  private ClusterProgram() {}

  /**
   * {@code fit PICTURES MODEL PREDICTIONS}: fits a pipeline, saves it, and writes what it says of
   * each picture; {@code score PICTURES MODEL PREDICTIONS}: loads it and writes the same.
   */
  public static void main(String[] args) throws IOException {
    Path pictures = Path.of(args[1]);
    try (SparkSession spark = LocalSpark.cluster(2, 1)) {
      Dataset<Row> rows = Pictures.images(spark, pictures);
      PipelineModel model;
      if (args[0].equals("fit")) {
        StringIndexer indexer =
            new StringIndexer()
                .setInputCol("class")
                .setOutputCol("label")
                .setStringOrderType("alphabetAsc");
        LimpidClassifier classifier =
            new LimpidClassifier()
                .setNetwork("convnet")
                .setWidth(0.25)
                .setEpochs(2)
                .setBatchSize(8)
                .setLearningRate(0.01);
        model = new Pipeline().setStages(new PipelineStage[] {indexer, classifier}).fit(rows);
        model.save(args[2]);
      } else {
        model = PipelineModel.load(args[2]);
      }
      List<Row> scored =
          model.transform(rows).select("image.origin", "probability").collectAsList();
      TreeMap<String, String> lines = new TreeMap<>();
      for (Row row : scored) {
        lines.put(row.getString(0), row.<Vector>getAs(1).toString());
      }
      Files.writeString(Path.of(args[3]), lines.toString());
    }
  }
}
