package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.Limpid;
import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunWriter;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunRecord.State;
import dev.limpid.spark.TrainingJobs.Outcome;
import dev.limpid.train.Epoch;
import dev.limpid.train.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingJobsTest {
  private static final String OPTIONS =
      "--network lenet --width 0.25 --epochs 2 --training-images 60 --validation-images 30"
          + " --batch-size 20 --gap-share 0 --no-trials";

  private static final Outcome FINISHED = new Outcome(State.FINISHED, null);

  @TempDir private Path folder;

  private static Recipe recipe(String options) {
    return TrainingSettings.ofLine(options).recipe();
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  private static PrintWriter nowhere() {
    return new PrintWriter(Writer.nullWriter());
  }

  @Test
  void eachTrainingHasAFolderWithTheModelThatTheCommandMakes() throws IOException {
    SparkSession spark = LocalSpark.session();
    Path runs = folder.resolve("runs");
    Map<String, String> trainings =
        Map.of(
            "seed-1",
            OPTIONS + " --seed 1",
            "seed-2",
            OPTIONS + " --seed 2",
            "diverges",
            OPTIONS + " --optimizer sgd --learning-rate 1e30");
    Map<String, Outcome> ended = TrainingJobs.run(spark, trainings, runs.toString());
    assertEquals(FINISHED, ended.get("seed-1"));
    assertEquals(FINISHED, ended.get("seed-2"));
    assertEquals(State.FAILED, ended.get("diverges").state());
    assertTrue(ended.get("diverges").problem().contains("loss"), ended::toString);
    Path alone = folder.resolve("alone");
    recipe(OPTIONS + " --seed 2").run(alone, nowhere());
    assertArrayEquals(model(alone), model(runs.resolve("seed-2")));
    assertTrue(Files.exists(runs.resolve("seed-1/report.html")));
    assertFalse(Files.exists(runs.resolve(".seed-1.running")));

    FileTime before = Files.getLastModifiedTime(runs.resolve("seed-1/run.json"));
    assertEquals(ended, TrainingJobs.run(spark, trainings, runs.toString()));
    assertEquals(before, Files.getLastModifiedTime(runs.resolve("seed-1/run.json")));
  }

  @Test
  void aTrainingWithoutImagesFailsWithItsReasonAndTheOthersEnd() throws IOException {
    SparkSession spark = LocalSpark.session();
    Path runs = folder.resolve("runs");
    String missing = folder.resolve("no images").toString();
    Map<String, Outcome> ended =
        TrainingJobs.run(
            spark,
            Map.of("a", OPTIONS, "b", "--network lenet --data '" + missing + "'"),
            runs.toString());
    assertEquals(FINISHED, ended.get("a"));
    assertEquals(State.FAILED, ended.get("b").state());
    assertTrue(ended.get("b").problem().contains(missing), ended::toString);
    assertTrue(Files.exists(runs.resolve("a/model.safetensors")));
    assertFalse(Files.exists(runs.resolve("b")));

    StringWriter printed = new StringWriter();
    PrintWriter out = new PrintWriter(printed);
    String[] study = {"learning-curve", "--data", missing, "--network", "lenet"};
    assertEquals(1, TrainingJobs.command(spark, out, folder.resolve("c").toString(), study));
    assertTrue(printed.toString().contains(missing), printed::toString);
  }

  @Test
  void aCommandThatMakesNoTrainingsIsRefusedWithThoseThatDo() throws IOException {
    for (String[] command : new String[][] {{}, {"train", "--epochs", "1"}, {"evaluate"}}) {
      StringWriter printed = new StringWriter();
      PrintWriter out = new PrintWriter(printed);
      SparkSession spark = LocalSpark.session();
      assertEquals(2, TrainingJobs.command(spark, out, folder.toString(), command));
      String all = "are learning-curve, sweep, treat, study";
      assertTrue(printed.toString().contains(all), printed::toString);
    }
  }

  /** Leaves what a job of these options leaves whose executor is lost after its first epoch. */
  private static void lose(Path running, String options) throws IOException {
    Files.createDirectories(running.getParent());
    try (RunWriter writer = RunWriter.open(running, true)) {
      recipe(options)
          .training(Compute.standard())
          .checkpoints(0)
          .watch(
              (trainer, observation) ->
                  trainer.listen(
                      new TrainingListener() {
                        @Override
                        public void onEpoch(Epoch epoch) {
                          trainer.stop();
                        }
                      }))
          .run(writer, nowhere());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"images", "checkpoint.safetensors", "run.json"})
  void aTrainingThatWasLostBeginsAnewWhereItsImagesChangedOrAFileIsDamaged(String what)
      throws IOException {
    Path pictures = folder.resolve("pictures");
    Pictures.write(pictures, 6);
    String options =
        "--data "
            + pictures
            + " --network lenet --width 0.25 --epochs 2 --batch-size 4 --gap-share 0 --no-trials";
    Path runs = folder.resolve("runs");
    Path lost = runs.resolve(".a.running");
    lose(lost, options);
    if (what.equals("images")) {
      Files.delete(pictures.resolve("red/0.png"));
      Files.delete(pictures.resolve("red/1.png"));
    } else {
      byte[] bytes = Files.readAllBytes(lost.resolve(what));
      Files.write(lost.resolve(what), Arrays.copyOf(bytes, bytes.length / 2));
    }
    Map<String, Outcome> ended =
        TrainingJobs.run(LocalSpark.session(), Map.of("a", options), runs.toString());
    assertEquals(Map.of("a", FINISHED), ended);
    Path whole = folder.resolve("whole");
    recipe(options).run(whole, nowhere());
    assertArrayEquals(model(whole), model(runs.resolve("a")));
    assertFalse(Files.exists(lost));
  }

  @Test
  void oneTrainingThatTwoDriversMakeAtOnceEndsForBoth() throws Exception {
    Path runs = folder.resolve("runs");
    ExecutorService two = Executors.newFixedThreadPool(2);
    Callable<Map<String, Outcome>> job =
        () -> TrainingJobs.run(LocalSpark.session(), Map.of("a", OPTIONS), runs.toString());
    for (Future<Map<String, Outcome>> each : two.invokeAll(List.of(job, job))) {
      assertEquals(Map.of("a", FINISHED), each.get());
    }
    two.shutdown();
    Path whole = folder.resolve("whole");
    recipe(OPTIONS).run(whole, nowhere());
    assertArrayEquals(model(whole), model(runs.resolve("a")));
    try (Stream<Path> all = Files.list(runs)) {
      assertEquals(List.of("a"), all.map(each -> each.getFileName().toString()).toList());
    }
    try (Stream<Path> all = Files.list(runs.resolve("a"))) {
      assertTrue(all.noneMatch(each -> each.toString().endsWith(".tmp")));
    }
  }

  @Test
  void aTrainingThatWasLostGoesOnFromItsLastEpoch() throws IOException {
    Path runs = folder.resolve("runs");
    Path lost = runs.resolve(".a.running");
    lose(lost, OPTIONS);
    assertTrue(Files.exists(lost.resolve("checkpoint.safetensors")));
    Map<String, Outcome> ended =
        TrainingJobs.run(LocalSpark.session(), Map.of("a", OPTIONS), runs.toString());
    assertEquals(Map.of("a", FINISHED), ended);
    Path whole = folder.resolve("whole");
    recipe(OPTIONS).run(whole, nowhere());
    assertArrayEquals(model(whole), model(runs.resolve("a")));
    assertTrue(Files.readString(runs.resolve("a/history.csv")).lines().count() == 3);
    assertFalse(Files.exists(lost));
  }

  @Test
  void aLearningCurveOnTheClusterIsTheOneThatTheCommandDraws() throws IOException {
    String[] curve =
        ("learning-curve --points 3 --seeds 2 --same epochs --epochs 1 --network lenet --width 0.25"
                + " --training-images 80 --validation-images 30 --batch-size 20")
            .split(" ");
    StringWriter printed = new StringWriter();
    Path home = folder.resolve("curve");
    SparkSession spark = LocalSpark.session();
    PrintWriter out = new PrintWriter(printed);
    assertEquals(0, TrainingJobs.command(spark, out, home.toString(), curve), printed::toString);
    assertTrue(printed.toString().contains("6 trainings are planned"), printed.toString());
    Path alone = folder.resolve("alone");
    String[] whole = Arrays.copyOf(curve, curve.length + 2);
    whole[curve.length] = "--output";
    whole[curve.length + 1] = alone.toString();
    assertEquals(0, Limpid.run(nowhere(), nowhere(), whole));
    assertEquals(
        Files.readString(alone.resolve("learning-curve.json")),
        Files.readString(home.resolve("learning-curve.json")));
    assertTrue(Files.exists(home.resolve("learning-curve.html")));
    assertArrayEquals(
        model(alone.resolve("80-images-1-epochs/seed-2")),
        model(home.resolve("80-images-1-epochs/seed-2")));
    assertEquals(2, TrainingJobs.command(spark, nowhere(), home.toString(), "no-such-command"));
  }

  @Test
  void optionsAndNamesThatAreNoneAreRefusedBeforeAnythingIsTrained() {
    SparkSession spark = LocalSpark.session();
    for (String options : List.of("--no-such 1", "--width zero")) {
      IllegalArgumentException thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> TrainingJobs.run(spark, Map.of("a", options), folder.toString()));
      assertTrue(thrown.getMessage().startsWith("the training 'a': "), thrown::getMessage);
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> TrainingJobs.run(spark, Map.of("../a", OPTIONS), folder.toString()));
    assertEquals(Map.of(), TrainingJobs.run(spark, Map.of(), folder.toString()));
  }
}
