package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings in step that somebody ends, and errors that would or would not come again. */
@Timeout(180) // without the end that is tested it would train for hours
class EndedFitTest {
  @TempDir private static Path folder;

  private static final String KILLED = "killed via the Web UI";

  private static SparkSession spark;
  private static Dataset<Row> images;

  @BeforeAll
  static void writePictures() throws Exception {
    spark = LocalSpark.session();
    Pictures.write(folder.resolve("pictures"), 4);
    images = Pictures.labelled(spark, folder.resolve("pictures"));
  }

  private static LimpidClassifier endless(Path checkpoints) {
    return new LimpidClassifier()
        .setNetwork("convnet")
        .setWidth(0.125)
        .setBatchSize(4)
        .setEpochs(1_000_000)
        .setShards(2)
        .setCheckpointDir(checkpoints.toString())
        .setCheckpointInterval(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "group", "interrupt", "stage", "job"})
  void aTrainingWithCheckpointsThatIsCancelledEnds(String how) throws Exception {
    Path checkpoints = folder.resolve("checkpoints-" + how);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread fit =
        new Thread(
            () -> {
              spark.sparkContext().setJobGroup("fit", "a fit", false);
              try {
                endless(checkpoints).fit(images);
              } catch (Throwable e) {
                thrown.set(e);
              }
            });
    fit.setDaemon(true);
    fit.start();
    while (fit.isAlive() && !hasCheckpoint(checkpoints)) {
      Thread.sleep(20);
    }
    switch (how) {
      case "all" -> spark.sparkContext().cancelAllJobs();
      case "group" -> spark.sparkContext().cancelJobGroup("fit");
      // As the links "kill" of Spark's page do.
      case "stage" ->
          spark
              .sparkContext()
              .cancelStage(spark.sparkContext().statusTracker().getActiveStageIds()[0], KILLED);
      case "job" ->
          spark
              .sparkContext()
              .cancelJob(spark.sparkContext().statusTracker().getActiveJobIds()[0], KILLED);
      default -> fit.interrupt();
    }
    fit.join(60_000);
    boolean lives = fit.isAlive();
    spark.sparkContext().cancelAllJobs();
    assertFalse(lives, "it goes on");
    Class<?> expected = how.equals("interrupt") ? InterruptedException.class : SparkException.class;
    assertInstanceOf(expected, thrown.get());
    if (how.equals("stage") || how.equals("job")) {
      assertTrue(thrown.get().getMessage().contains(KILLED), thrown.get()::getMessage);
    }
    while (spark.sparkContext().statusTracker().getActiveJobIds().length > 0) {
      Thread.sleep(20);
    }
  }

  private static boolean hasCheckpoint(Path checkpoints) throws Exception {
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (Stream<Path> all = Files.walk(checkpoints)) {
      return all.anyMatch(each -> each.endsWith("complete"));
    } catch (UncheckedIOException e) {
      return false; // one that was deleted meanwhile
    }
  }

  @Test
  void moreShardsThanSlotsAreRefusedBeforeSparkWaitsForThem() {
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> endless(folder).setShards(8).setBatchSize(8).fit(images));
    assertTrue(
        thrown.getMessage().contains("8 shards need 8 free slots, the cluster has 4"),
        thrown::getMessage);
  }
}
