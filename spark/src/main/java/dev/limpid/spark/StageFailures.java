package dev.limpid.spark;

import java.util.HashSet;
import java.util.Set;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.FetchFailed;
import org.apache.spark.Resubmitted$;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkException;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.TaskResultLost$;
import org.apache.spark.rdd.RDD;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobEnd;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Tells whether a job failed because an executor was lost, and may be tried again: by what Spark
 * says to its listeners of each task.
 */
final class StageFailures extends SparkListener implements AutoCloseable {
  private static final long MILLISECONDS = 10_000;

  /** The condition of a job that was cancelled, by whomever. */
  private static final String CANCELLED = "SPARK_JOB_CANCELLED";

  private final SparkContext spark;
  private final int rdd;
  private final Set<Integer> stages = new HashSet<>();

  private int job = -1;
  private boolean ended;

  /** What stage, and which of its attempts, the last task that failed was of. */
  private int stage = -1;

  private int attempt = -1;

  /** Whether tasks of that attempt were lost, lost one that they need, or failed by themselves. */
  private boolean lost;

  private boolean lacked;
  private boolean failed;

  /**
   * Watches jobs that come to the rows of an RDD, until it is closed.
   *
   * @param spark null for a test that tells the events itself
   */
  StageFailures(SparkContext spark, int rdd) {
    this.spark = spark;
    this.rdd = rdd;
    if (spark != null) {
      spark.addSparkListener(this);
    }
  }

  static StageFailures of(RDD<?> rdd) {
    return new StageFailures(rdd.sparkContext(), rdd.id());
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart event) {
    boolean ours =
        CollectionConverters.asJava(event.stageInfos()).stream()
            .flatMap(each -> CollectionConverters.asJava(each.rddInfos()).stream())
            .anyMatch(each -> each.id() == rdd);
    if (ours) {
      job = event.jobId();
      CollectionConverters.asJava(event.stageIds()).forEach(each -> stages.add((Integer) each));
    }
  }

  @Override
  public synchronized void onTaskEnd(SparkListenerTaskEnd event) {
    if (stages.contains(event.stageId())) {
      add(event.stageId(), event.stageAttemptId(), event.reason());
    }
  }

  /** A task has ended. */
  synchronized void add(int ofStage, int ofAttempt, TaskEndReason reason) {
    if (reason instanceof Success$ || reason instanceof TaskKilled) {
      return;
    }
    if (ofStage != stage || ofAttempt != attempt) {
      stage = ofStage;
      attempt = ofAttempt;
      lost = lacked = failed = false;
    }
    if (reason instanceof ExecutorLostFailure
        || reason instanceof FetchFailed
        || reason instanceof TaskResultLost$
        || reason instanceof Resubmitted$) {
      lost = true;
    } else if (reason instanceof ExceptionFailure failure
        && failure.className().equals(WorkerLostException.class.getName())) {
      lacked = true;
    } else {
      failed = true;
    }
  }

  @Override
  public synchronized void onJobEnd(SparkListenerJobEnd event) {
    if (event.jobId() == job) {
      ended = true;
      notifyAll();
    }
  }

  /**
   * Whether the job ended because an executor was lost, or with a task that lost the connection to
   * one. A job that was cancelled, by whomever, an interrupted driver and a context that was
   * stopped are not that, nor is a task with a failure of its own, which would come again.
   *
   * @param e what the job ended with
   */
  synchronized boolean isOfLostExecutor(Exception e) {
    if (!(e instanceof SparkException cause) || CANCELLED.equals(cause.getCondition())) {
      return false;
    }
    if (spark != null) {
      if (spark.isStopped()) {
        return false;
      }
      awaitEnd();
    }
    return lost || lacked && !failed;
  }

  /** Listeners are told later than who waits for the job. */
  private void awaitEnd() {
    long until = System.nanoTime() + MILLISECONDS * 1_000_000;
    try {
      while (!ended && System.nanoTime() < until) {
        wait(100);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    spark.removeSparkListener(this);
  }
}
