package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunWriter;
import dev.limpid.cli.recipe.Training;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.train.Trainer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that was interrupted goes on to the bits of one that was not, however it was interrupted.
 * {@code -Dlimpid.kills=100} for more tries.
 */
class ResumeCommandTest {
  private static final int KILLS = Integer.getInteger("limpid.kills", 5);

  @TempDir static Path shared;

  /** The folder of a run in a JVM of its own that was not interrupted; null before it is needed. */
  private static Path uninterrupted;

  /** What that took. */
  private static long nanoseconds;

  @TempDir Path folder;

  private Path uninterrupted() throws Exception {
    if (uninterrupted == null) {
      Path run = shared.resolve("whole");
      long begin = System.nanoTime();
      assertEquals(0, start(train(run)).waitFor(), this::errors);
      nanoseconds = System.nanoTime() - begin;
      uninterrupted = run;
    }
    return uninterrupted;
  }

  @Test
  void aRunThatIsKilledAgainAndAgainHasTheBitsOfOneThatWasNot() throws Exception {
    Path expected = uninterrupted();
    Path run = folder.resolve("run");
    RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
    int kills = 0;
    int goneOn = 0;
    while (kills < KILLS) {
      boolean resumes = Files.exists(run.resolve("checkpoint.safetensors"));
      goneOn += resumes ? 1 : 0;
      Process process = start(resumes ? List.of("train", "--resume=" + run) : force(run));
      boolean ended =
          process.waitFor((long) (nanoseconds * (0.3 + random.nextDouble())), TimeUnit.NANOSECONDS);
      if (ended) {
        assertEquals(0, process.exitValue(), this::errors);
        assertSame(expected, run);
        delete(run);
      } else {
        process.destroyForcibly().waitFor();
        kills++;
        readable(run);
      }
    }
    if (Files.exists(run.resolve("checkpoint.safetensors"))) {
      assertEquals(0, start(List.of("train", "--resume=" + run)).waitFor(), this::errors);
      assertSame(expected, run);
    }
    System.out.println(kills + " kills, gone on " + goneOn + " times");
  }

  @Test
  void aRunThatIsAskedToEndFinishesItsStepAndSaysHowToGoOn() throws Exception {
    Path expected = uninterrupted();
    Path run = folder.resolve("run");
    Process process = start(train(run));
    Path history = run.resolve("history.csv");
    while (!Files.exists(history) && process.isAlive()) {
      Thread.sleep(5);
    }
    process.destroy();
    process.waitFor();
    if (Files.exists(run.resolve("checkpoint.safetensors"))) { // it may have ended before
      assertTrue(output().contains("train --resume"), this::output);
      assertEquals(RunRecord.State.RUNNING, RunFiles.read(run).state());
      assertTrue(Files.exists(run.resolve("report.html")));
      Process again = start(List.of("train", "--resume=" + run)); // on the same kernels
      assertEquals(0, again.waitFor(), this::errors);
    }
    assertSame(expected, run);
  }

  @Test
  void aRunThatStoppedAtItsTimeLimitGoesOn() throws IOException {
    Path whole = folder.resolve("whole");
    Path run = folder.resolve("run");
    Run.of(train(whole).toArray(String[]::new)).succeeded();
    List<String> limited = new ArrayList<>(train(run));
    limited.add("--time-limit=0.0000001");
    Run stopped = Run.of(limited.toArray(String[]::new)).succeeded();
    assertTrue(stopped.out().contains("train --resume"), stopped.out());
    Run.of("train", "--resume=" + run).succeeded();
    assertSame(whole, run);
    Run.of("train", "--resume=" + run).failed(1, "nothing to go on from");
  }

  @Test
  void aRunThatGoesOnWithOtherArithmeticIsWarnedOfInALine() throws IOException {
    Path run = folder.resolve("run");
    List<String> limited = new ArrayList<>(train(run));
    limited.add("--time-limit=0.0000001");
    Run.of(limited.toArray(String[]::new)).succeeded();
    Run same = Run.of("train", "--resume=" + run, "--time-limit=0.0000001").succeeded();
    assertEquals("", same.err());
    Path record = run.resolve("run.json");
    String text = Files.readString(record);
    String other = text.replaceFirst("(\"convolution\"\\s*:\\s*)\"auto\"", "$1\"winograd2\"");
    assertFalse(text.equals(other), text);
    Files.writeString(record, other);
    Run resumed = Run.of("train", "--resume=" + run).succeeded();
    assertTrue(resumed.err().startsWith("warning: the run was computed with "), resumed.err());
    assertTrue(resumed.err().contains("-Dlimpid.conv=winograd2 and goes on"), resumed.err());
    assertEquals(1, resumed.err().lines().count(), resumed.err());
  }

  /** Other images, of as many classes or not, are named before weights that do not fit. */
  @Test
  void aRunIsNotGoneOnWithOnOtherImages() throws IOException {
    Path data = folder.resolve("data");
    Path run = folder.resolve("run");
    pictures(data, 8, "a", "b");
    Run.of(
            "train",
            "--data=" + data,
            "--network=lenet",
            "--image-shape=12x12x1",
            "--batch-size=4",
            "--epochs=2",
            "--time-limit=0.0000001",
            "--output=" + run)
        .succeeded();
    byte[] checkpoint = Files.readAllBytes(run.resolve("checkpoint.safetensors"));
    pictures(data, 2, "c");
    Run.of("train", "--resume=" + run).failed(1, "their classes were [a, b], and are [a, b, c]");
    delete(data.resolve("c"));
    Files.deleteIfExists(data.resolve("c"));
    Files.delete(data.resolve("a").resolve("0.png"));
    Run.of("train", "--resume=" + run).failed(1, "number of training images was 13, and is 12");
    assertArrayEquals(checkpoint, Files.readAllBytes(run.resolve("checkpoint.safetensors")));
    pictures(data, 8, "a");
    Run.of("train", "--resume=" + run).succeeded();
  }

  private static void pictures(Path folder, int count, String... classes) throws IOException {
    for (String name : classes) {
      Files.createDirectories(folder.resolve(name));
      for (int i = 0; i < count; i++) {
        BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_BYTE_GRAY);
        image.setRGB(name.charAt(0) - 'a', i, 0xffffff);
        ImageIO.write(image, "png", folder.resolve(name).resolve(i + ".png").toFile());
      }
    }
  }

  /** As if it had not been interrupted: an epoch's noise is averaged with those before. */
  @Test
  void theReportGoesOnToo() throws IOException {
    Path whole = folder.resolve("whole");
    Path run = folder.resolve("run");
    Run.of(wholeEpochs(whole)).succeeded();
    RunRecord expected = RunFiles.read(whole);
    Training training = Recipe.of(expected.settings()).training(Compute.standard()).checkpoints(0);
    try (RunWriter writer = RunWriter.open(run, true)) {
      training
          .watch((trainer, observation) -> observation.onGap(g -> stopAfter(trainer, g.epoch())))
          .run(writer, new PrintWriter(Writer.nullWriter()));
    }
    assertEquals(2, RunFiles.read(run).epochs().size());
    Run.of("train", "--resume=" + run).succeeded();
    RunRecord resumed = RunFiles.read(run);
    assertEquals(4, resumed.health().size());
    for (int i = 0; i < 4; i++) {
      double scale = expected.health().get(i).noiseScale();
      assertTrue(Double.isFinite(scale) || scale > 0, "epoch " + (i + 1) + ": " + scale);
      assertEquals(scale, resumed.health().get(i).noiseScale(), "epoch " + (i + 1));
    }
  }

  private static void stopAfter(Trainer trainer, int epoch) {
    if (epoch == 2) {
      trainer.stop();
    }
  }

  private static String[] wholeEpochs(Path run) throws IOException {
    return new String[] {
      "train",
      "--data=" + BrightQuarters.write(run.resolveSibling("quarters.npz"), 256, 32),
      "--network=convnet",
      "--width=0.1",
      "--output=" + run,
      "--epochs=4",
      "--batch-size=32"
    };
  }

  @Test
  void whatCannotBeResumedIsToldInALine() throws IOException {
    Path run = folder.resolve("run");
    Run.of("train", "--resume=" + run).failed(1, "no run to go on with");
    Run.of("train", "--resume=" + run, "--epochs=3").failed(1, "leave out --epochs");
    Files.createDirectories(run);
    Run.of("train", "--resume=" + run).failed(1, "holds no run");
    Files.writeString(run.resolve("checkpoint.safetensors"), "no checkpoint");
    Run.of("train", "--resume=" + run).failed(1, "cannot read the checkpoint");
    assertEquals("no checkpoint", Files.readString(run.resolve("checkpoint.safetensors")));
  }

  @Test
  void settingsOfTheLossAreCheckedBeforeAnythingIsRead() {
    for (String option :
        List.of(
            "--label-smoothing=1",
            "--average-weights=1",
            "--accumulate=0",
            "--reduce-on-plateau=0",
            "--l2=-1",
            "--metrics=f2",
            "--early-stopping-figure=f1_macro",
            "--checkpoint-steps=-1",
            "--time-limit=0")) {
      Path run = folder.resolve("none");
      Run.of("train", "--output=" + run, option).failed(1, "");
      assertFalse(Files.exists(run.resolve("run.json")), option);
    }
  }

  /** Whatever is there can be read, and a checkpoint too. */
  private static void readable(Path run) throws IOException {
    Path checkpoint = run.resolve("checkpoint.safetensors");
    if (Files.exists(checkpoint)) {
      assertFalse(ModelFile.read(checkpoint, Compute.standard()).network().parameters().isEmpty());
    }
    if (Files.exists(run.resolve("run.json"))) {
      RunFiles.read(run);
    }
  }

  private static void assertSame(Path whole, Path run) throws IOException {
    assertEquals(tensors(whole), tensors(run));
    assertEquals(figures(whole, "history.csv", 2), figures(run, "history.csv", 2));
    assertEquals(figures(whole, "gap.csv", 1), figures(run, "gap.csv", 1));
    RunRecord one = RunFiles.read(whole);
    RunRecord other = RunFiles.read(run);
    assertEquals(RunRecord.State.FINISHED, other.state());
    assertEquals(one.plan(), other.plan());
    assertEquals(one.epochs().size(), other.epochs().size());
    assertTrue(other.health().size() >= one.health().size() - KILLS - 1);
    assertEquals(one.stepLosses().length, other.stepLosses().length);
    assertFalse(Files.exists(run.resolve("checkpoint.safetensors")));
  }

  private static List<String> tensors(Path run) throws IOException {
    return ModelFile.read(run.resolve("model.safetensors"), Compute.standard())
        .network()
        .parameters()
        .stream()
        .map(p -> p.name() + " " + Arrays.hashCode(p.value().data()))
        .toList();
  }

  /** Without the last columns, which are times. */
  private static List<String> figures(Path run, String file, int times) throws IOException {
    return Files.readAllLines(run.resolve(file)).stream()
        .map(line -> line.split(","))
        .map(fields -> String.join(",", Arrays.copyOf(fields, fields.length - times)))
        .toList();
  }

  private static List<String> train(Path run) throws IOException {
    return List.of(
        "train",
        "--data=" + data(),
        "--network=convnet",
        "--width=0.1",
        "--output=" + run,
        "--epochs=4",
        "--batch-size=16",
        "--dropout=0.3",
        "--augment",
        "--schedule=cosine",
        "--average-weights=0.9",
        "--checkpoint-steps=1",
        "--early-stopping=3");
  }

  private static Path data() throws IOException {
    Path data = shared.resolve("quarters.npz");
    return Files.exists(data) ? data : BrightQuarters.write(data, 64, 32);
  }

  private static List<String> force(Path run) throws IOException {
    List<String> arguments = new ArrayList<>(train(run));
    arguments.add("--force");
    return arguments;
  }

  private static void delete(Path run) throws IOException {
    try (var files = Files.list(run)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private String errors() {
    return read("errors.txt");
  }

  private String output() {
    return read("output.txt");
  }

  private String read(String name) {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Process start(List<String> arguments) throws IOException {
    return ChildJvm.start(arguments, folder.resolve("output.txt"), folder.resolve("errors.txt"));
  }
}
