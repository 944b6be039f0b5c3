package dev.limpid.spark;

import org.apache.spark.SparkContext;
import org.slf4j.LoggerFactory;

/** The tasks that a cluster can run at the same time. */
final class Slots {
  private Slots() {}

  /**
   * Checks that all shards can run at the same time; Spark would wait for the slots without a word,
   * for ten minutes by default. On a cluster that may still get executors it is a warning.
   *
   * @throws IllegalArgumentException if they can't, and Spark runs in this JVM alone
   */
  static void require(SparkContext spark, int shards) {
    int slots =
        spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
    if (shards <= slots) {
      return;
    }
    String text =
        shards + " shards need " + shards + " free slots, the cluster has " + slots + ": ";
    if (spark.isLocal()) {
      throw new IllegalArgumentException(
          text + "set fewer shards, or a master with more threads, such as local[" + shards + "]");
    }
    LoggerFactory.getLogger(LimpidClassifier.class)
        .warn("{}the training waits for more executors, and fails if none come", text);
  }
}
