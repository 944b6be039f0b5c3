package dev.limpid.spark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Spark in the JVM of the tests, or on a cluster of JVMs of this machine. */
final class LocalSpark {
  private LocalSpark() {}

  /** Four tasks at a time in this JVM; the one that is there, if there is one. */
  static SparkSession session() {
    return builder("local[4]").getOrCreate();
  }

  /** So many executors, each a JVM of its own with so many cores. */
  static SparkSession cluster(int executors, int cores) {
    return cluster(executors, cores, 1);
  }

  /** The same with tasks of so many cores. */
  static SparkSession cluster(int executors, int cores, int coresOfTask) {
    return cluster(executors, cores, coresOfTask, System.getProperty("java.home"));
  }

  /** The same with executors on a Java of their own. */
  static SparkSession cluster(int executors, int cores, int coresOfTask, String javaHome) {
    Path home = Path.of(System.getenv("SPARK_HOME"));
    try {
      Files.createDirectories(home.resolve("jars"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String classPath = System.getProperty("java.class.path");
    return builder("local-cluster[" + executors + "," + cores + ",1024]")
        .config("spark.executor.memory", "1g")
        .config("spark.task.cpus", coresOfTask)
        .config("spark.executor.extraClassPath", classPath)
        .config("spark.executorEnv.JAVA_HOME", javaHome)
        .getOrCreate();
  }

  private static SparkSession.Builder builder(String master) {
    return SparkSession.builder()
        .master(master)
        .appName("limpid")
        .config("spark.ui.enabled", false)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", 2)
        .config("spark.sql.warehouse.dir", "target/warehouse");
  }
}
