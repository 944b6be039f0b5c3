package dev.limpid.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.regexp_extract;

import dev.limpid.core.compute.Compute;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.characters.Characters;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The example: a folder of letters, two tasks that learn to read them in step, and how well. */
final class LettersOnSpark {
  private LettersOnSpark() {}

  /** Trains on so many images, 600 unless it is said, for so many epochs, 3. */
  public static void main(String[] args) throws IOException {
    int images = args.length > 0 ? Integer.parseInt(args[0]) : 600;
    int epochs = args.length > 1 ? Integer.parseInt(args[1]) : 3;
    Path folder = Files.createTempDirectory("letters");
    ImageFolder.export(Characters.generate(1, images, 0.1, Compute.standard().parallel()), folder);
    PrintStream out = System.out;
    try (SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .appName("letters")
            .config("spark.ui.enabled", false)
            .getOrCreate()) {
      Dataset<Row> letters =
          spark
              .read()
              .format("image")
              .option("recursiveFileLookup", "true")
              .load(folder.toString())
              .withColumn("class", regexp_extract(col("image.origin"), "([^/]+)/[^/]+$", 1));
      Dataset<Row>[] parts = letters.randomSplit(new double[] {0.8, 0.2}, 1);

      StringIndexer indexer = new StringIndexer().setInputCol("class").setOutputCol("label");
      LimpidClassifier classifier =
          new LimpidClassifier()
              .setNetwork("convnet")
              .setWidth(0.5)
              .setEpochs(epochs)
              .setBatchSize(32)
              .setShards(2)
              .setRecalibrate(true)
              .setHandleInvalid("skip"); // evaluators can't take rows without prediction
      PipelineModel model =
          new Pipeline().setStages(new PipelineStage[] {indexer, classifier}).fit(parts[0]);

      Dataset<Row> scored = model.transform(parts[1]).cache();
      scored.select("image.origin", "prediction", "reason").show(5, false);
      double accuracy =
          new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
      out.println(((LimpidClassificationModel) model.stages()[1]).history());
      out.printf(Locale.ROOT, "%d letters, accuracy %.3f%n", scored.count(), accuracy);
    }
  }
}
