package dev.limpid.spark;

import java.io.PrintWriter;
import java.util.Arrays;
import org.apache.spark.sql.SparkSession;

/** A command that makes many trainings, on a local cluster. */
final class CommandOnSpark {
  private CommandOnSpark() {}

  /** {@code FOLDER COMMAND OPTIONS...}: on two executors, with its results in the folder. */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark = LocalSpark.cluster(2, 1)) {
      int code =
          TrainingJobs.command(
              spark,
              new PrintWriter(System.out, true),
              args[0],
              Arrays.copyOfRange(args, 1, args.length));
      System.out.println("ended with " + code);
    }
  }
}
