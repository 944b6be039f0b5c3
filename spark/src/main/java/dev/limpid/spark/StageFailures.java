package dev.limpid.spark;

import java.util.regex.Pattern;
import org.apache.spark.SparkException;

/** Tells failures that come from a lost executor, which may be tried again, from all others. */
final class StageFailures {
  private static final String ABORTED = "Job aborted due to stage failure";

  /** How Spark names a lost executor, and how those fail that were connected to it. */
  private static final Pattern LOST =
      Pattern.compile(
          "ExecutorLostFailure|FetchFailed|TaskResultLost|Resubmitted"
              + "|java\\.(io|net|nio\\.channels)\\.\\w*Exception"
              + "|barrier sync|BarrierCoordinator");

  private StageFailures() {}

  /**
   * Whether a stage ended because an executor was lost, or with a task that lost the connection to
   * one. A job that was cancelled, by whomever, an interrupted driver and a context that was
   * stopped are not that, nor is a task with a failure of its own, which would come again.
   */
  static boolean isOfLostExecutor(Exception e) {
    // Spark gives the failures of tasks as text alone.
    return e instanceof SparkException
        && e.getMessage() != null
        && e.getMessage().startsWith(ABORTED)
        && LOST.matcher(e.getMessage()).find();
  }
}
