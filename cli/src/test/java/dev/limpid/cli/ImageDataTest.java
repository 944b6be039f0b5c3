package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.core.Rng;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings on images in files: packed ones, and folders for training and for validation. */
class ImageDataTest {
  @TempDir Path folder;

  @Test
  void lenetLearnsFromAnIdxFolderAndPredictsAGreyImage() throws IOException {
    Path data = Files.createDirectories(folder.resolve("digits"));
    idx(data, "train", 300);
    idx(data, "t10k", 100);
    Path output = folder.resolve("run");
    Run run =
        lenet("--data", data.toString(), "--epochs", "4", "--output", output.toString())
            .succeeded();
    assertTrue(
        run.out().contains("300 training images, 100 validation images, 3 classes"), run.out());
    assertEquals("lenet", RunFolder.record(output).settings().get("network"));
    assertFalse(RunFolder.record(output).settings().containsKey("batchnorm-momentum"));
    String model = output.resolve("model.safetensors").toString();
    Run evaluate = Run.of("evaluate", model, "--data", data.toString()).succeeded();
    assertTrue(evaluate.out().contains("100 images"), evaluate.out());
    assertTrue(evaluate.out().contains("accuracy 1.0000"), evaluate.out());
    Path image = folder.resolve("digit.png");
    ImageIO.write(picture(2, Rng.of(99)), "png", image.toFile());
    Run predict = Run.of("predict", "--model", model, image.toString()).succeeded();
    assertTrue(predict.out().contains("digit.png: 2 "), predict.out());
    Run.of("evaluate", model).failed(1, "the network takes [28,28,1]");
    String another = "--output=" + folder.resolve("another");
    lenet("--data", data.toString(), another, "--split", "tail").failed(1, "--split can't be used");
    lenet("--data", data.toString(), another, "--image-shape", "32x32x1")
        .failed(1, "are [28,28,1], and not [32,32,1] as asked for");
  }

  @Test
  void aListSaysWhichImagesAreValidatedOn() throws IOException {
    Path pictures = folder.resolve("pictures");
    pictures(pictures, 8, "a", "b");
    StringBuilder text = new StringBuilder("file,label,group\n");
    for (String name : List.of("a", "b")) {
      try (Stream<Path> files = Files.list(pictures.resolve(name))) {
        List<Path> sorted = files.sorted().toList();
        for (int i = 0; i < sorted.size(); i++) {
          text.append(pictures.relativize(sorted.get(i))).append(',').append(name).append(",g");
          text.append(i / 2).append('\n');
        }
      }
    }
    Path csv = Files.writeString(pictures.resolve("images.csv"), text);
    Path output = folder.resolve("run");
    String[] data = {
      "--data", csv.toString(), "--image-shape", "28x28x1", "--output", output.toString()
    };
    Run run = lenet(data).succeeded();
    // 0.2 of 16 is 3.2: one group of four
    assertTrue(run.out().contains("12 training images, 4 validation images, 2 classes"), run.out());
    assertEquals(csv.toString(), RunFolder.record(output).settings().get("data"));
    Files.writeString(csv, text.toString().replace("group", "split").replace(",g0", ",val"));
    lenet(data).failed(1, "line 4: the split is 'training', 'validation' or 'test', but not 'g1'");
    Files.writeString(csv, text.toString().replaceAll("g\\d", "g"));
    lenet(data).failed(1, "there is only 'g'");
    Files.writeString(csv, text.toString().replace("group", "other"));
    assertTrue(lenet(data).succeeded().out().contains("13 training images, 3 validation"));
  }

  /** Each class is on one side alone, and the images are in order by class: yet nothing was cut. */
  @Test
  void aListThatSaysItselfWhichAreValidatedOnWasNotSplitInAnOrder() throws IOException {
    Path pictures = folder.resolve("pictures");
    pictures(pictures, 30, "a", "b", "c");
    StringBuilder text = new StringBuilder("file,label,split\n");
    for (String name : List.of("a", "b", "c")) {
      try (Stream<Path> files = Files.list(pictures.resolve(name))) {
        for (Path file : files.sorted().toList()) {
          text.append(pictures.relativize(file)).append(',').append(name);
          text.append(name.equals("c") ? ",validation\n" : ",training\n");
        }
      }
    }
    Path csv = Files.writeString(pictures.resolve("images.csv"), text);
    Path output = folder.resolve("run");
    lenet("--data=" + csv, "--image-shape=28x28x1", "--output=" + output).succeeded();
    RunRecord run = RunFolder.record(output);
    List<String> found = new Doctor().diagnose(run).stream().map(Finding::name).toList();
    assertFalse(found.contains("ordered-split"), "" + found);
    assertTrue(found.contains("label-shift"), "" + found);
    assertEquals(Recipe.of(run), Recipe.of(run.settings()));
    assertTrue(Recipe.of(run).finished(output).isPresent(), "the recorded run is this one");
  }

  @Test
  void aValidationFolderIsMatchedByTheNamesOfItsClasses() throws IOException {
    Path training = folder.resolve("training");
    Path validation = folder.resolve("validation");
    pictures(training, 30, "a", "b", "c");
    pictures(validation, 10, "", "b", "c");
    Path output = folder.resolve("run");
    String[] data = {
      "--data",
      training.toString(),
      "--validation",
      validation.toString(),
      "--image-shape",
      "28x28x1",
      "--output",
      output.toString()
    };
    Run run = lenet(data).succeeded();
    assertTrue(
        run.out().contains("90 training images, 20 validation images, 3 classes"), run.out());
    String model = output.resolve("model.safetensors").toString();
    Run evaluate = Run.of("evaluate", model, data[0], data[1], data[2], data[3]).succeeded();
    assertTrue(evaluate.out().contains("20 images"), evaluate.out());
    assertTrue(evaluate.out().contains("accuracy 1.0000"), evaluate.out());
    pictures(validation, 1, "", "", "", "d");
    lenet(data).failed(1, "the class 'd' is none of the classes [a, b, c]");
  }

  @Test
  void anEvaluationSaysWhichImagesItTakesAndTakesAllOfAnotherFolder() throws IOException {
    Path pictures = folder.resolve("pictures");
    pictures(pictures, 10, "a", "b");
    Path others = folder.resolve("others");
    pictures(others, 6, "a", "b");
    Path output = folder.resolve("run");
    lenet("--data=" + pictures, "--image-shape=28x28x1", "--output=" + output).succeeded();
    String model = output.resolve("model.safetensors").toString();
    tellsItEvaluates("validation part, 4 of 20 images; the model was", model, pictures);
    tellsItEvaluates("all 20 images", model, pictures, "--part=all");
    tellsItEvaluates("training part, 16 of 20 images", model, pictures, "--part=training");
    tellsItEvaluates("all 12 images", model, others);
    tellsItEvaluates("validation part, 6 of 12 images", model, others, "--validation-split=0.5");
    tellsItEvaluates("validation part, 20 of 32 images", model, others, "--validation=" + pictures);
  }

  /** The figures of the run's last validation come again without an option that splits. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--fold=2/3",
        "--split=tail --order=random",
        "--validation-split=0.4 --data-seed=9",
        "--training-limit=9",
        "--validation"
      })
  void anEvaluationSplitsAsTheTrainingDid(String split) throws IOException {
    Path pictures = folder.resolve("pictures");
    pictures(pictures, 10, "a", "b");
    pictures(folder.resolve("others"), 7, "a", "b");
    Path output = folder.resolve("run");
    List<String> args = new ArrayList<>(List.of("--data=" + pictures, "--output=" + output));
    args.add("--image-shape=28x28x1");
    args.addAll(List.of(split.split(" ")));
    if (args.remove("--validation")) {
      args.add("--validation=" + folder.resolve("others"));
    }
    lenet(args.toArray(String[]::new)).succeeded();
    RunRecord run = RunFolder.record(output);
    String model = output.resolve("model.safetensors").toString();
    Run evaluate = Run.of("evaluate", model, "--data=" + pictures, "--format=csv").succeeded();
    String[] figures = evaluate.out().lines().toList().get(1).split(",");
    assertEquals(Arrays.stream(run.data().validation()).sum(), Integer.parseInt(figures[0]));
    assertEquals(run.lastEpoch().validationLoss(), Double.parseDouble(figures[1]), 1e-5);
    Run part = Run.of("evaluate", model, "--data=" + pictures, "--part=training").succeeded();
    String count = Arrays.stream(run.data().training()).sum() + " images  loss";
    assertTrue(part.out().contains(count), part.out());
  }

  private static void tellsItEvaluates(String part, String model, Path data, String... more) {
    List<String> args = new ArrayList<>(List.of("evaluate", model, "--data=" + data));
    args.addAll(List.of(more));
    Run run = Run.of(args.toArray(String[]::new)).succeeded();
    String said = (part.startsWith("all") ? "Evaluating " : "Evaluating the ") + part;
    assertTrue(run.out().contains(said), run.out());
    String images = part.replaceFirst("^\\D*(\\d+).*", "$1") + " images  loss";
    assertTrue(run.out().contains(images), run.out());
  }

  @Test
  void anImageShapeThatMakesNoSenseIsRefused() {
    String data = "--data=" + folder.resolve("images");
    String output = "--output=" + folder.resolve("run");
    for (String shape : List.of("28x28", "0x28x1", "28x28x2", "28,28,1", "999999x1x1")) {
      Run.of("train", data, output, "--image-shape", shape).failed(1, "such as 28x28x1");
    }
    Run.of("train", output, "--image-shape", "28x28x1")
        .failed(1, "--image-shape goes with a folder");
    Run.of("train", data, output, "--network", "lenet", "--image-shape", "9x28x1")
        .failed(1, "LeNet takes images of 12x12 or more, but these are 9x28");
    Run.of("train", data, output, "--image-shape", "9x28x1")
        .failed(1, "16x16 or more, but these are 9x28");
  }

  @Test
  void imagesThatANetworkCantTakeAreRefused() {
    for (String network : List.of("ConvNet", "ResNet20", "ResNet56")) {
      Run.of("summary", "--network", network, "--image-shape", "3x28x1")
          .failed(
              1,
              network.replaceAll("[0-9]", "") + " takes images of 4x4 or more, but these are 3x28");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "lenet, 28x28x1, '61,706'",
    "convnet, 28x28x1, '96,938'",
    "resnet20, 32x32x3, '274,042'",
    "resnet32, 32x32x3, '469,370'"
  })
  void theSummaryCountsTheParametersOfTheNetwork(String network, String shape, String parameters) {
    Run run = Run.of("summary", "--network", network, "--image-shape", shape, "--classes", "10");
    assertTrue(run.succeeded().out().contains("Parameters: " + parameters), run.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"convnet", "resnet20"})
  void otherNetworksTrainAndTheirRunsTrainAgain(String network) {
    Path output = folder.resolve(network);
    Run.of(
            "train",
            "--network",
            network,
            "--epochs=1",
            "--width=0.25",
            "--dropout=0.2",
            "--training-images=40",
            "--validation-images=30",
            "--batch-size=20",
            "--output=" + output)
        .succeeded();
    RunRecord run = RunFolder.record(output);
    assertEquals(network, run.settings().get("network"));
    assertEquals(
        network.startsWith("res") ? "he_normal" : "glorot_uniform",
        run.settings().get("initializer"));
    assertEquals(run.settings().toString(), Recipe.of(run).settings().toString());
  }

  private static Run lenet(String... more) {
    List<String> args = new ArrayList<>(List.of("train", "--network", "lenet", "--force"));
    args.addAll(List.of("--batch-size", "10", "--gap-share", "0"));
    if (!Arrays.asList(more).contains("--epochs")) {
      args.addAll(List.of("--epochs", "6"));
    }
    args.addAll(List.of(more));
    return Run.of(args.toArray(String[]::new));
  }

  /** A bar across, a bar down, or a dark picture with a bright corner, in noise. */
  private static BufferedImage picture(int label, Rng rng) {
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < 28; y++) {
      for (int x = 0; x < 28; x++) {
        boolean bright =
            switch (label) {
              case 0 -> y / 4 == 3;
              case 1 -> x / 4 == 3;
              default -> x < 9 && y < 9;
            };
        image.getRaster().setSample(x, y, 0, (bright ? 180 : 0) + rng.nextInt(60));
      }
    }
    return image;
  }

  private static void pictures(Path to, int each, String... names) throws IOException {
    for (int label = 0; label < names.length; label++) {
      for (int i = 0; i < each && !names[label].isEmpty(); i++) {
        Path file = to.resolve(names[label]).resolve(i + ".png");
        Files.createDirectories(file.getParent());
        ImageIO.write(picture(label, Rng.of(1000L * label + i)), "png", file.toFile());
      }
    }
  }

  private static void idx(Path to, String part, int count) throws IOException {
    ByteBuffer images = ByteBuffer.allocate(16 + count * 784);
    ByteBuffer labels = ByteBuffer.allocate(8 + count);
    images.put(new byte[] {0, 0, 8, 3}).putInt(count).putInt(28).putInt(28);
    labels.put(new byte[] {0, 0, 8, 1}).putInt(count);
    for (int i = 0; i < count; i++) {
      labels.put((byte) (i % 3));
      BufferedImage picture = picture(i % 3, Rng.of(part.length() * 10_000L + i));
      for (int value : picture.getRaster().getSamples(0, 0, 28, 28, 0, (int[]) null)) {
        images.put((byte) value);
      }
    }
    Files.write(to.resolve(part + "-images-idx3-ubyte"), images.array());
    Files.write(to.resolve(part + "-labels-idx1-ubyte"), labels.array());
  }
}
