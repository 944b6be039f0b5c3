package dev.limpid.spark;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
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
   * prints the table.
   */
  public static void main(String[] args) throws Exception {
    try (SparkSession spark = LocalSpark.cluster(2, 1)) {
      System.out.print(
          run(spark, args[0], Long.parseLong(args[1]), Integer.parseInt(args[2]), args[3]));
    }
  }

  /**
   * Trains, and judges.
   *
   * @param jar where bench's jar is on all machines
   * @param folder of the runs; a task that Spark runs again finds there what was trained before
   * @return the table
   */
  static String run(SparkSession spark, String jar, long first, int count, String folder)
      throws Exception {
    List<String> bench = new ArrayList<>(List.of("fault-bench", "--jobs", "1"));
    bench.addAll(List.of("--first-seed", "" + first, "--count", "" + count, "--output", folder));
    List<Long> seeds = LongStream.range(first, first + count).boxed().toList();
    JavaSparkContext.fromSparkContext(spark.sparkContext())
        .parallelize(seeds, seeds.size())
        .foreach(seed -> bench(jar, bench, "--only-seed", seed.toString()));
    return bench(jar, bench, "--judge-only");
  }

  /** In this JVM, so that it ends with it, and with classes of its own. */
  private static String bench(String jar, List<String> line, String... more) throws Exception {
    List<String> all = new ArrayList<>(line);
    all.addAll(List.of(more));
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader classes =
        new URLClassLoader(
            new URL[] {Path.of(jar).toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(classes);
      Class<?> commands = classes.loadClass("dev.limpid.bench.Commands");
      Object code =
          commands
              .getMethod("execute", PrintWriter.class, PrintWriter.class, String[].class)
              .invoke(
                  commands.getConstructor().newInstance(), out, out, all.toArray(new String[0]));
      if (!code.equals(0)) {
        throw new IllegalStateException(
            String.join(" ", all) + " ended with " + code + ": " + said.toString().strip());
      }
      return said.toString();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
