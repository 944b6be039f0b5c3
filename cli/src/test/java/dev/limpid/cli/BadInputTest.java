package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.train.Classifier;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong is said in one line that says what would be right. */
class BadInputTest {
  @TempDir Path folder;

  @Test
  void theNamesOfAChoiceAreListedAsTheyAreDocumented() {
    Run.of("train", "--network", "resnet21").failed(2, "[question, convnet, lenet, resnet20,");
  }

  @Test
  void wrongCommandLinesEndWithTwo() {
    Run.of("train", "--epoch", "3").failed(2, "--epoch");
    Run.of("train", "--epochs", "three").failed(2, "--epochs", "three");
    Run.of("train", "--optimizer", "magic").failed(2, "--optimizer", "magic");
    Run.of("tarin").failed(2, "tarin");
    Run.of().failed(2, "Missing command");
    Run.of("predict").failed(2, "IMAGE");
  }

  @Test
  void numbersOutOfRangeAreNamedWithTheirRange() {
    Run.of("train", "--epochs", "0", "--output", out()).failed(1, "--epochs", "1 or more");
    Run.of("train", "--batch-size", "0", "--output", out()).failed(1, "--batch-size");
    Run.of("train", "--width", "0", "--output", out()).failed(1, "--width", "above 0");
    Run.of("train", "--dropout", "1", "--output", out()).failed(1, "--dropout", "below 1");
    Run.of("train", "--batchnorm-momentum", "2", "--output", out())
        .failed(1, "--batchnorm-momentum", "between 0 and 1");
    Run.of("train", "--batchnorm-average", "magic", "--output", out())
        .failed(1, "--batchnorm-average", "magic", "debiased");
    Run.of("train", "--batchnorm-average", "scheduled 2:0.9", "--output", out())
        .failed(1, "--batchnorm-average", "begins with batch 1");
    Run.of("train", "--learning-rate", "-1", "--output", out()).failed(1, "learning rate");
    Run.of("train", "--momentum", "0.9", "--output", out()).failed(1, "--optimizer sgd");
    Run.of("train", "--threads", "0", "--output", out()).failed(1, "--threads");
    Run.of("train", "--difficulty", "7", "--output", out()).failed(1, "difficulty");
    Run.of("train", "--training-images", "0", "--output", out()).failed(1, "--training-images");
    String[] many = {"--training-images", "2000000000", "--validation-images", "2000000000"};
    Run.of("train", many[0], many[1], many[2], many[3], "--output", out())
        .failed(1, "--training-images", "4000000000");
    Run.of("train", "--gemm", "magic", "--output", out()).failed(1, "magic", "java");
  }

  @Test
  void aModelOfSeveralLabelsIsNotReadAsOneOfClasses() throws IOException {
    Network network = Sequential.of(4, 4, 3).add(new Flatten(), new Dense(2)).build(1);
    Path model = folder.resolve("labels.safetensors");
    ModelFile.write(network, Classifier.metadata(List.of("odd", "late"), Task.MULTI_LABEL), model);
    Path image = writeImage(folder.resolve("x.png"));
    predict(model, image).failed(1, "labels.safetensors", "several labels");
    ModelFile.write(network, Classifier.metadata(List.of("odd", "late")), model);
    predict(model, image).succeeded();
  }

  @Test
  void foldersThatHoldNoRunCannotBeDiagnosed() throws IOException {
    Run.of("diagnose", folder.resolve("missing").toString()).failed(1, "no folder", "missing");
    Run.of("diagnose", folder.toString()).failed(1, "holds no run", "run.json");
    Files.writeString(folder.resolve("run.json"), "{\"format\":\"limpid-run\",\"vers");
    Run.of("diagnose", folder.toString()).failed(1, "damaged or half written");
    Files.writeString(folder.resolve("run.json"), "{\"format\":\"another\"}");
    Run.of("diagnose", folder.toString()).failed(1, "not written by Limpid");
    Files.writeString(folder.resolve("run.json"), "");
    Run.of("diagnose", folder.toString()).failed(1, "damaged or half written");
    Files.writeString(folder.resolve("run.json"), "[1, 2]");
    Run.of("diagnose", folder.toString()).failed(1, "not written by Limpid");
    Files.write(folder.resolve("run.json"), new byte[] {(byte) 0xff, 0, (byte) 0xd8});
    Run.of("diagnose", folder.toString()).failed(1, "damaged or half written");
    Files.writeString(folder.resolve("run.json"), "{\"format\":\"limpid-run\",\"version\":3}");
    Run.of("diagnose", folder.toString()).failed(1, "version 3", "reads versions 1 to 2");
    Files.writeString(folder.resolve("run.json"), "{\"format\":\"limpid-run\",\"version\":1}");
    Run.of("diagnose", folder.toString()).failed(1, "damaged", "the run lacks 'state'");
    Files.delete(folder.resolve("run.json"));
    Files.createDirectory(folder.resolve("run.json"));
    Run.of("diagnose", folder.toString()).failed(1, "not a file");
    Path file = Files.writeString(folder.resolve("a.txt"), "mine");
    Run.of("diagnose", file.toString()).failed(1, "is a file");
  }

  @Test
  void dataFoldersThatCannotBeTrainedOnAreExplained() throws IOException {
    Path data = folder.resolve("data");
    train(data).failed(1, "data");

    Files.createDirectories(data);
    train(data).failed(1, data.toString());

    writeImage(data.resolve("a/1.png"));
    train(data).failed(1, "class");

    Files.createDirectories(data.resolve("b"));
    Files.writeString(data.resolve("b/broken.png"), "no image");
    train(data, "--strict").failed(1, "broken.png");
  }

  @Test
  void anOutputFolderThatCannotBeUsedIsRefusedBeforeAnythingRuns() throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "mine");
    Run.of("train", "--output", file.toString()).failed(1, "is a file");
    assertEquals("mine", Files.readString(file));
    Run.of("train", "--output", file.resolve("below").toString()).failed(1, "cannot write");
  }

  /** Said before the model is read, so that the model need not be there. */
  @Test
  void aFileThatCannotBeWrittenIsToldBeforeTheWork() throws IOException {
    String file = Files.writeString(folder.resolve("file"), "mine").toString();
    String model = folder.resolve("model.keras").toString();
    for (String bad : List.of(folder.toString(), file + "/below", folder + "/none/p.csv")) {
      Run.of("evaluate", model, "--predictions", bad).failed(1, "cannot write", "--predictions");
    }
    Run.of("mend", model, "--training", file, "--output", folder + "/none/b.keras")
        .failed(1, "cannot write", "none");
    Run.of("study", "--output", out(), "--markdown", file).failed(1, "is a file", "--markdown");
    assertFalse(Files.exists(folder.resolve("none")));
  }

  @Test
  void anEarlierRunIsNotOverwrittenWithoutForce() throws IOException {
    Path run = folder.resolve("run");
    Files.createDirectories(run);
    Path model = run.resolve("model.safetensors");
    Files.writeString(model, "precious");
    Run.of("train", "--output", run.toString()).failed(1, "earlier run", "--force");
    assertEquals("precious", Files.readString(model));
  }

  @Test
  void aTensorBoardFolderThatCannotBeUsedIsRefusedBeforeAnythingRuns() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Run.of("train", "--output", out(), "--tensorboard", file.toString())
        .failed(1, "is a file", "--tensorboard");
    Run.of("train", "--output", out(), "--tensorboard", file.resolve("below").toString())
        .failed(1, "cannot write", "--tensorboard");
    assertEquals("mine", Files.readString(file));

    Path events = folder.resolve("board/validation/events.out.tfevents.1.host.2.0");
    Files.createDirectories(events.getParent());
    Files.writeString(events, "precious");
    Run.of("train", "--output", out(), "--tensorboard", folder.resolve("board").toString())
        .failed(1, "earlier run", "--tensorboard", "--force");
    assertEquals("precious", Files.readString(events));
    Run.of("train", "--tensorboard").failed(2, "--tensorboard");
  }

  @Test
  void aNameThatBeginsWithAnAtSignIsNoFileOfArguments() throws IOException {
    Path arguments = Files.writeString(folder.resolve("x"), "--data nothing");
    Run.of("diagnose", "@" + arguments).failed(1, "@" + arguments);
  }

  @Test
  void modelFilesThatCannotBeReadAreExplained() throws IOException {
    Path image = writeImage(folder.resolve("x.png"));
    Path model = folder.resolve("m.safetensors");
    predict(model, image).failed(1, "m.safetensors");

    Files.write(model, new byte[] {1, 2, 3});
    predict(model, image).failed(1, "m.safetensors");

    Files.write(model, withHeader(1L << 60, "{}"));
    predict(model, image).failed(1, "m.safetensors", "header");

    Files.write(model, withHeader(2, "{}"));
    predict(model, image).failed(1, "m.safetensors");

    String hostile =
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2000000000,2000000000],\"data_offsets\":[0,4]}}";
    Files.write(model, withHeader(hostile.length(), hostile));
    predict(model, image).failed(1, "m.safetensors", "w");
    Run.of("evaluate", model.toString()).failed(1, "m.safetensors");
    Run.of("summary", "--model", model.toString()).failed(1, "m.safetensors");
  }

  @Test
  void foldersThatHoldNoRunAreNotCompared() throws IOException {
    String none = folder.resolve("none").toString();
    Run.of("compare", none).failed(2, "RUN");
    Run.of("compare", none, none).failed(2, "no folder", none);
    Run.of("compare", folder.toString(), none).failed(2, "holds no run");
    Files.writeString(folder.resolve("run.json"), "{\"format\":\"limpid-run\",");
    Run.of("compare", folder.toString(), none).failed(2, "damaged or half written");
    assertFalse(Files.exists(Path.of("compare.html")));
  }

  @Test
  void anOptionThatIsGivenTwiceIsRefusedAndNotHalfForgotten() {
    String output = folder.resolve("run").toString();
    Run.of("train", "--epochs=1", "--recalibrate", "--epochs=2", "--output", output)
        .failed(2, "--epochs is given twice");
    assertFalse(Files.exists(folder.resolve("run")));
  }

  @Test
  void aStackTraceIsShownOnlyWithDebug() {
    Run run = Run.of("summary", "--debug", "--model", folder.resolve("none").toString());
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("\tat "), run.err());
  }

  @Test
  void dataIsNotExportedIntoAFolderThatHoldsSomething() throws IOException {
    Path mine = folder.resolve("mine.txt");
    byte[] content = "mine".getBytes(StandardCharsets.UTF_8);
    Files.write(mine, content);
    Run.of("export-data", folder.toString()).failed(1, "not empty");
    assertArrayEquals(content, Files.readAllBytes(mine));
    assertFalse(Files.exists(folder.resolve("A")));
  }

  private String out() {
    return folder.resolve("never").toString();
  }

  private Run train(Path data, String... more) {
    String[] args = {"train", "--data", data.toString(), "--output", out()};
    String[] all = Arrays.copyOf(args, args.length + more.length);
    System.arraycopy(more, 0, all, args.length, more.length);
    return Run.of(all);
  }

  private static Run predict(Path model, Path image) {
    return Run.of("predict", "--model", model.toString(), image.toString());
  }

  private static Path writeImage(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
    return file;
  }

  private static byte[] withHeader(long length, String header) {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(json)
        .array();
  }
}
