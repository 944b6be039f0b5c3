package dev.limpid.spark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The fault bench as jobs of a cluster: a seed a task, in a folder that all executors see. */
final class FaultBenchOnSpark {
  private FaultBenchOnSpark() {}

  /**
   * {@code JAR FIRST COUNT FOLDER}, with bench's jar: trains so many seeds on two executors, and
   * prints the table. A task that Spark runs again finds in the folder what was trained before.
   */
  public static void main(String[] args) throws Exception {
    String jar = args[0];
    List<String> bench =
        List.of("--first-seed", args[1], "--count", args[2], "--output", args[3], "--jobs", "1");
    long first = Long.parseLong(args[1]);
    List<Long> seeds = LongStream.range(first, first + Long.parseLong(args[2])).boxed().toList();
    try (SparkSession spark = LocalSpark.cluster(2, 1)) {
      JavaSparkContext.fromSparkContext(spark.sparkContext())
          .parallelize(seeds, seeds.size())
          .foreach(seed -> run(jar, bench, "--only-seed", seed.toString()));
    }
    run(jar, bench, "--judge-only");
  }

  private static void run(String jar, List<String> bench, String... more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--add-modules", "jdk.incubator.vector", "-jar", jar, "fault-bench"));
    command.addAll(bench);
    command.addAll(List.of(more));
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code);
    }
  }
}
