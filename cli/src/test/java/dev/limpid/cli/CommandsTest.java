package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.run.RunFiles;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a user runs them, one after the other, on a narrow network. */
class CommandsTest {
  @TempDir Path folder;

  @Test
  void theSummaryOfTheQuestionsNetworkCountsItsParameters() {
    Run run = Run.of("summary").succeeded();
    assertTrue(run.out().contains("Parameters: 7,068,254"), run.out());
    assertTrue(run.out().contains("Non-trainable: 3,840"), run.out());
    assertTrue(run.out().contains("[N,3,3,512]"), run.out());
  }

  @Test
  void whatIsTrainedIsSavedEvaluatedAndPredictsAnImage() throws IOException {
    Path output = folder.resolve("run");
    Run train = train("--output", output.toString()).succeeded();
    assertTrue(train.out().startsWith("Drawing 200 images"), train.out());
    assertTrue(train.out().contains(Terminal.command() + " predict --model"), train.out());
    assertTrue(train.out().contains("diagnose " + output), train.out());
    assertEquals(3, Files.readAllLines(output.resolve("history.csv")).size());
    Map<?, ?> history = (Map<?, ?>) Json.parse(Files.readString(output.resolve("history.json")));
    assertEquals(2, ((List<?>) history.get("epochs")).size());
    assertEquals(30, ((List<?>) history.get("classes")).size());
    assertEquals(128L, ((Map<?, ?>) history.get("settings")).get("batch-size"));

    String model = output.resolve("model.safetensors").toString();
    Run evaluate =
        Run.of("evaluate", model, "--training-images", "160", "--validation-images", "40")
            .succeeded();
    Map<?, ?> last = (Map<?, ?>) ((List<?>) history.get("epochs")).get(1);
    String loss =
        String.format(Locale.ROOT, "40 images  loss %.4f", (Double) last.get("validation_loss"));
    assertTrue(evaluate.out().contains(loss), evaluate.out() + " lacks " + loss);

    Path images = folder.resolve("images");
    Run.of("export-data", images.toString(), "--images", "60").succeeded();
    Path image;
    try (Stream<Path> files = Files.walk(images)) {
      image = files.filter(file -> file.toString().endsWith(".png")).findFirst().orElseThrow();
    }
    Run predict = Run.of("predict", "--model", model, image.toString()).succeeded();
    assertTrue(predict.out().matches("(?s).*png: \\S+ [0-9.]+ %, \\S+ [0-9.]+ %.*"), predict.out());
    Run.of("predict", "--model", model, "nothing.png", image.toString()).failed(1, "nothing.png");

    Run table = Run.of("predict", "--format=csv", "--model", model, image.toString()).succeeded();
    String[] lines = table.out().split("\\R");
    assertEquals(2, lines.length, table.out());
    assertTrue(lines[0].startsWith("image,class,probability,"), table.out());
    assertEquals(33, lines[1].split(",").length, table.out());
    Run document = Run.of("predict", "--format=json", "--model", model, image.toString());
    List<?> predictions = (List<?>) Json.parse(document.succeeded().out());
    Map<?, ?> first = (Map<?, ?>) predictions.get(0);
    assertEquals(lines[1].split(",")[1], first.get("class"));
    assertEquals(30, ((Map<?, ?>) first.get("probabilities")).size());
  }

  @Test
  void anEvaluationIsPrintedForPrograms() throws IOException {
    Path output = folder.resolve("run");
    train("--output", output.toString()).succeeded();
    String model = output.resolve("model.safetensors").toString();
    Path predictions = folder.resolve("predictions.csv");
    List<String> arguments =
        List.of(
            "evaluate",
            model,
            "--training-images=160",
            "--validation-images=40",
            "--predictions=" + predictions);
    Map<?, ?> document = (Map<?, ?>) Json.parse(evaluated(arguments, "json"));
    String[] table = evaluated(arguments, "csv").split("\\R");
    assertEquals("images,loss,accuracy,top5_accuracy", table[0]);
    assertEquals(
        "40," + document.get("loss") + "," + document.get("accuracy"),
        table[1].substring(0, table[1].lastIndexOf(',')));
    List<String> more = new ArrayList<>(arguments);
    more.add("--metrics=f1_macro,calibration_error");
    String[] wider = evaluated(more, "csv").split("\\R");
    assertEquals(table[0] + ",f1_macro,calibration_error", wider[0]);
    assertTrue(wider[1].startsWith(table[1] + ","), wider[1]);
    Run.of("evaluate", model, "--metrics=f2").failed(1, "no metric 'f2'");
    int correct = 0;
    List<String> lines = Files.readAllLines(predictions);
    assertEquals(41, lines.size());
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(",");
      correct += fields[1].equals(fields[2]) ? 1 : 0;
    }
    assertEquals((Double) document.get("accuracy"), correct / 40.0, 1e-12);
  }

  @Test
  void aPageShowsWhereClassesAreSeen() throws IOException {
    Path run = folder.resolve("run");
    train("--output", run.toString()).succeeded();
    String model = run.resolve("model.safetensors").toString();
    Path images = folder.resolve("images");
    Run.of("export-data", images.toString(), "--images", "30").succeeded();
    String image;
    try (Stream<Path> files = Files.walk(images)) {
      image = files.filter(f -> f.toString().endsWith(".png")).findFirst().orElseThrow().toString();
    }
    Path page = folder.resolve("look.html");
    String to = "--output=" + page;
    Run look = Run.of("look", model, image, "nothing.png", to).failed(1, "nothing.png");
    assertTrue(look.out().contains("drawn in " + page), look.out());
    String html = Files.readString(page);
    assertTrue(html.split("data:image/png").length > 20, "pictures are missing");
    assertTrue(html.contains("Filters of conv2d_1"), "filters are missing");
    Run.of("look", model, image, to, "--class=nobody").failed(1, "no class 'nobody'");
    Run.of("look", model, image, to, "--layer=dense_1").failed(1, "no height and width");
    assertEquals(html, Files.readString(page));
  }

  private static String evaluated(List<String> arguments, String format) {
    List<String> all = new ArrayList<>(arguments);
    all.add("--format=" + format);
    return Run.of(all.toArray(String[]::new)).succeeded().out();
  }

  @Test
  void theRemediesOfBatchNormAreOptions() throws IOException {
    Path output = folder.resolve("run");
    train("--batchnorm-average", "debiased", "--recalibrate", "--output", output.toString())
        .succeeded();
    String model = output.resolve("model.safetensors").toString();
    String header = Files.readString(Path.of(model), StandardCharsets.ISO_8859_1);
    assertTrue(header.contains("debiased 0.99"), "the model says how it averages");
    Run.of("evaluate", model, "--training-images", "160", "--validation-images", "40").succeeded();
  }

  @Test
  void aFolderOfImagesTrainsAndItsBrokenFilesAreNamed() throws IOException {
    Path images = folder.resolve("images");
    Run.of("export-data", images.toString(), "--images", "90").succeeded();
    Path broken;
    try (Stream<Path> files = Files.walk(images)) {
      broken = files.filter(file -> file.toString().endsWith(".png")).findFirst().orElseThrow();
    }
    Files.writeString(broken, "no image");
    String output = folder.resolve("run").toString();
    Run run =
        Run.of(
                "train",
                "--data",
                images.toString(),
                "--epochs",
                "1",
                "--width",
                "0.0625",
                "--output",
                output)
            .succeeded();
    assertTrue(run.out().contains(broken.getFileName().toString()), run.out());
    assertTrue(run.out().contains("1 file skipped"), run.out());

    String next = run.out().lines().filter(line -> line.contains(" evaluate ")).findFirst().get();
    String[] evaluate = next.substring(next.indexOf("evaluate")).split(" ");
    Run.of(evaluate).succeeded();

    Run.of("train", "--data", images.toString(), "--training-images", "10")
        .failed(1, "--training-images is of generated characters");
    Path inside = images.resolve("run");
    Run.of("train", "--data", images.toString(), "--output", inside.toString())
        .failed(1, "would become a class", "--output");
    assertTrue(Files.notExists(inside));

    // The same path leads to other images, as it does from another folder.
    Files.move(images.resolve("A"), images.resolve("another"));
    Run.of("lr-range", output).failed(1, "are not those of the run", "had the classes");
  }

  @Test
  void moreThreadsThanProcessorsAreNotStarted() throws IOException {
    Path output = folder.resolve("run");
    Run run = train("--threads", "1000", "--output", output.toString()).succeeded();
    int processors = Runtime.getRuntime().availableProcessors();
    assertTrue(run.err().startsWith("warning: --threads is 1000, but there are "), run.err());
    assertEquals(processors, RunFiles.read(output).machine().threads());
  }

  @Test
  void theSameSeedTrainsTheSameModelWithAnyNumberOfThreads() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    train("--threads", "1", "--output", one.toString()).succeeded();
    train("--threads", "3", "--output", two.toString()).succeeded();
    assertEquals(
        -1, Files.mismatch(one.resolve("model.safetensors"), two.resolve("model.safetensors")));
  }

  @Test
  void augmentedTrainingIsAnotherTrainingAndOnRecord() throws IOException {
    Path plain = folder.resolve("plain");
    Path augmented = folder.resolve("augmented");
    train("--output", plain.toString()).succeeded();
    train("--augment", "--output", augmented.toString()).succeeded();
    assertEquals(false, setting(plain, "augment"));
    assertEquals(true, setting(augmented, "augment"));
    assertTrue(
        Files.mismatch(plain.resolve("model.safetensors"), augmented.resolve("model.safetensors"))
            >= 0);
  }

  private static Object setting(Path run, String name) throws IOException {
    Map<?, ?> history = (Map<?, ?>) Json.parse(Files.readString(run.resolve("history.json")));
    return ((Map<?, ?>) history.get("settings")).get(name);
  }

  @Test
  void aBatchMayBeLargerThanTheSet() {
    String output = folder.resolve("run").toString();
    Run run = train("--output", output, "--batch-size", "2147483647").succeeded();
    assertTrue(run.out().contains("epoch 2"), run.out());
    assertFalse(run.out().contains("NaN"), "an epoch of one step: " + run.out());
    Run.of("diagnose", output).succeeded();
  }

  @Test
  void eventsForTensorBoardAreReplacedWithForceAndNothingElseIs() throws IOException {
    Path board = folder.resolve("board");
    Path mine = Files.createDirectories(board.resolve("train")).resolve("notes.txt");
    Files.writeString(mine, "mine");
    String output = folder.resolve("run").toString();
    String[] args = {"--output", output, "--tensorboard", board.toString(), "--force"};
    Run run = train(args).succeeded();
    assertTrue(run.out().contains("tensorboard --logdir " + board), run.out());
    train(args).succeeded();
    for (String each : List.of("", "train", "validation")) {
      try (Stream<Path> files = Files.list(board.resolve(each))) {
        assertEquals(
            1, files.filter(f -> f.getFileName().toString().startsWith("events.")).count(), each);
      }
    }
    assertEquals("mine", Files.readString(mine));
  }

  @Test
  void eventsOfAnEarlierRunStayWhereTheNewOneFailsInItsFirstEpoch() throws IOException {
    Path board = folder.resolve("board");
    String output = folder.resolve("run").toString();
    train("--output", output, "--tensorboard", board.toString()).succeeded();
    Map<Path, Integer> before = contents(board);
    String[] diverging = {"--optimizer", "sgd", "--learning-rate", "1e30", "--batch-size", "16"};
    List<String> args = new ArrayList<>(List.of("--output", output, "--force"));
    args.addAll(List.of("--tensorboard", board.toString()));
    args.addAll(List.of(diverging));
    train(args.toArray(String[]::new)).failed(1, "the loss became", "still holds the earlier run");
    assertEquals(before, contents(board));
  }

  /** All files, with what is in them. */
  private static Map<Path, Integer> contents(Path root) throws IOException {
    Map<Path, Integer> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith(".limpid-")) {
          contents.put(file, Arrays.hashCode(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  @Test
  void runsAreReportedAndCompared() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    Run train = train("--output", one.toString()).succeeded();
    assertTrue(train.out().contains("report.html"), train.out());
    train("--batchnorm-momentum", "0.9", "--gap-share", "0", "--output", two.toString())
        .succeeded();
    String report = Files.readString(one.resolve("report.html"));
    assertTrue(report.contains("finished, 2 epochs"));
    for (String section : List.of("findings", "curves", "gap", "drift", "health", "confusion")) {
      assertTrue(report.contains("<section id=\"" + section + "\""), section);
    }
    assertFalse(report.contains(folder.toString()), "the report names a folder of the machine");
    assertEquals(3, Files.readAllLines(one.resolve("gap.csv")).size());
    assertFalse(Files.exists(two.resolve("gap.csv")));

    Path page = folder.resolve("compare.html");
    Run compare =
        Run.of("compare", one.toString(), two.toString(), "--output", page.toString()).succeeded();
    assertTrue(compare.out().contains("2 runs compared"), compare.out());
    String html = Files.readString(page);
    assertTrue(html.contains("batchnorm momentum"));
    assertTrue(html.contains("0.99"));
  }

  @Test
  void anEarlierRunIsReplacedWithForce() {
    String output = folder.resolve("run").toString();
    train("--output", output).succeeded();
    train("--output", output).failed(1, "--force");
    train("--output", output, "--force").succeeded();
  }

  private static Run train(String... more) {
    return Run.of(
        Stream.concat(
                Stream.of(
                    "train",
                    "--training-images",
                    "160",
                    "--validation-images",
                    "40",
                    "--epochs",
                    "2",
                    "--width",
                    "0.0625"),
                Stream.of(more))
            .toArray(String[]::new));
  }
}
