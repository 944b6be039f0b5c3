package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.ExecutorLostFailure;
import org.apache.spark.FetchFailed;
import org.apache.spark.SparkException;
import org.apache.spark.Success$;
import org.apache.spark.TaskEndReason;
import org.apache.spark.TaskKilled;
import org.apache.spark.TaskResultLost$;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.Option;
import scala.collection.immutable.Nil$;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Which failures of a stage are tried again. */
class StageFailuresTest {
  private static final SparkException ABORTED =
      new SparkException("Job aborted due to stage failure: ExecutorLostFailure", null);

  private static TaskEndReason reason(String of) {
    return switch (of) {
      case "lost" -> new ExecutorLostFailure("1", true, Option.empty());
      case "fetch" -> new FetchFailed(null, 0, 0, 0, 0, "");
      case "result" -> TaskResultLost$.MODULE$;
      case "success" -> Success$.MODULE$;
      case "killed" -> new TaskKilled("another attempt", none(), none(), none());
      case "lacks" -> new ExceptionFailure(new WorkerLostException("gone"), none());
      case "io" -> new ExceptionFailure(new java.io.IOException("no space left"), none());
      default -> new ExceptionFailure(new NullPointerException("ExecutorLostFailure"), none());
    };
  }

  @SuppressWarnings("unchecked")
  private static <T> Seq<T> none() {
    return (Seq<T>) (Seq<?>) Nil$.MODULE$;
  }

  @ParameterizedTest
  @CsvSource({
    "true,  lost killed success",
    "true,  lacks lost",
    "true,  lacks killed lacks",
    "true,  fetch",
    "true,  result",
    "false, killed",
    "false, own",
    "false, io",
    "false, lacks own",
    "true,  own lost",
    "true,  own / lacks",
    "false, lost / own",
    "false, lost / io lacks",
  })
  void onlyStagesWhoseLastAttemptLostATaskAreTriedAgain(boolean again, String attempts) {
    StageFailures failures = new StageFailures(null, 7);
    int attempt = 0;
    for (String each : attempts.split(" / ")) {
      for (String task : each.split(" ")) {
        failures.add(3, attempt, reason(task));
      }
      attempt++;
    }
    assertEquals(again, failures.isOfLostExecutor(ABORTED), attempts);
  }

  @Test
  void whatWasCancelledOrInterruptedIsNotTriedAgain() {
    StageFailures failures = new StageFailures(null, 7);
    failures.add(3, 0, reason("lost"));
    SparkException cancelled =
        new SparkException(
            "SPARK_JOB_CANCELLED",
            CollectionConverters.asScala(Map.of("jobId", "3", "reason", "killed via the Web UI"))
                .toMap(scala.$less$colon$less$.MODULE$.refl()),
            null);
    assertEquals("SPARK_JOB_CANCELLED", cancelled.getCondition());
    assertFalse(failures.isOfLostExecutor(cancelled));
    assertFalse(failures.isOfLostExecutor(new IllegalStateException("lost")));
    assertFalse(failures.isOfLostExecutor(new InterruptedException("lost")));
    assertTrue(failures.isOfLostExecutor(ABORTED));
  }
}
