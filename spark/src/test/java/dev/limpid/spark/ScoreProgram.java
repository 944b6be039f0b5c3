package dev.limpid.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;

/** Scores with a saved pipeline in a JVM of its own. */
final class ScoreProgram {
  private ScoreProgram() {}

  /** {@code PICTURES MODEL PREDICTIONS}: writes what the model says of each picture. */
  public static void main(String[] args) throws IOException {
    try (SparkSession spark = LocalSpark.session()) {
      String said =
          ClusterProgram.predictions(
              PipelineModel.load(args[1]), Pictures.images(spark, Path.of(args[0])).repartition(4));
      Files.writeString(Path.of(args[2]), said);
    }
  }
}
