package dev.limpid.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.interop.ModelFiles;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Preprocessing;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.files.NumpyFiles;
import dev.limpid.train.data.files.PackedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands for models that were trained elsewhere, on arrays as they were given to fit. */
class ExamineTest {
  @TempDir private Path folder;
  private Path data;
  private Path output;

  @BeforeEach
  void writeData() throws IOException {
    data = BrightQuarters.write(folder.resolve("data.npz"), 160, 60);
    output = folder.resolve("out");
  }

  @Test
  void aModelIsExaminedAndItsPageWritten() throws IOException {
    Path model = trained(6);
    Run run =
        Run.of(
                "examine",
                model.toString(),
                "--training",
                data.toString(),
                "--batch-size",
                "20",
                "--output",
                output.toString())
            .succeeded();
    assertTrue(run.out().contains("BatchNorm lag"), run::toString);
    assertTrue(run.out().contains("1. BatchNorm's moving averages lag"), run::toString);
    String page = Files.readString(output.resolve("report.html"));
    assertTrue(page.contains("Examination of model-6.safetensors"));
    assertTrue(page.contains("id=\"calibration\""));
    assertEquals(RunRecord.State.EXAMINED, RunFiles.read(output).state());
  }

  @Test
  void checkpointsAndHistoryMakeACurve() throws IOException {
    for (int epoch : new int[] {1, 2, 3}) {
      trained(epoch);
    }
    Path history = folder.resolve("history.csv");
    Files.writeString(history, "epoch,accuracy,loss\n0,0.5,1.25\n1,0.75,0.5\n2,0.9,0.25\n");
    Run run =
        Run.of(
                "examine",
                "--checkpoints",
                folder + "/model-*.safetensors",
                "--history",
                history.toString(),
                "--training",
                data.toString(),
                "--output",
                output.toString(),
                "--watch",
                "--epochs",
                "3")
            .succeeded();
    RunRecord record = RunFiles.read(output);
    assertEquals(3, record.epochs().size(), run::toString);
    assertEquals(1.25, record.gaps().get(0).loss().running());
    assertTrue(run.out().contains("averaging"), run::toString);
  }

  /** It may still be being written; a training beside it must not be left alone. */
  @Test
  void aWatchedCheckpointThatCannotBeReadIsPassedOver() throws IOException {
    trained(1);
    trained(3);
    Files.writeString(folder.resolve("model-2.safetensors"), "half of it");
    String pattern = folder + "/model-*.safetensors";
    Run run =
        Run.of(
                "examine",
                "--checkpoints",
                pattern,
                "--training",
                data.toString(),
                "--output",
                output.toString(),
                "--watch",
                "--epochs",
                "2")
            .succeeded();
    assertEquals(2, RunFiles.read(output).epochs().size(), run::toString);
    assertTrue(run.out().contains("model-2.safetensors"), run::toString);
    assertTrue(run.out().contains("it is tried again"), run::toString);
  }

  @Test
  void aMendedModelHasNothingToMend() throws IOException {
    Path model = trained(6);
    Path mended = folder.resolve("mended.safetensors");
    Run run = mend(model, mended).succeeded();
    assertTrue(run.out().contains("with the population's statistics"), run::toString);
    mend(model, mended).failed(1, "--force");
    mend(mended, folder.resolve("twice.safetensors")).failed(1, "nothing to mend");
    assertTrue(Files.notExists(folder.resolve("twice.safetensors")));
    Run again =
        Run.of(
                "examine",
                mended.toString(),
                "--training",
                data.toString(),
                "--batch-size",
                "20",
                "--output",
                output.toString())
            .succeeded();
    assertTrue(!again.out().contains("batchnorm-lag"), again::toString);
  }

  @Test
  void aModelOfOtherPixelsIsNotMendedOnThese() throws IOException {
    String model = trained(6, Preprocessing.BYTES).toString();
    Path mended = folder.resolve("mended.safetensors");
    mend(Path.of(model), mended).failed(1, "--pixels bytes");
    assertTrue(Files.notExists(mended));
    Run run =
        Run.of("examine", model, "--training", data.toString(), "--output", output.toString())
            .succeeded();
    assertTrue(run.out().contains("1. The model expects images that are prepared"), run::toString);
    assertTrue(!run.out().contains("mostly BatchNorm lag"), run::toString);
    mend(Path.of(model), mended, "--pixels", "bytes").failed(1, "nothing to mend");
  }

  /** As PyTorch's and Keras's users have them: a graph or a model, and weights beside it. */
  @Test
  void weightsBesideAModelAreMended() throws IOException {
    String model = trained(6).toString();
    for (String[] pair :
        new String[][] {
          {"graph.onnx", "weights.pth"}, {"model.keras", "whole.h5"}, {"own.safetensors", "two.pth"}
        }) {
      Path graph = folder.resolve(pair[0]);
      Path weights = folder.resolve(pair[1]);
      Run.of("convert", model, graph.toString()).succeeded();
      Run.of("convert", model, weights.toString()).succeeded();
      byte[] before = Files.readAllBytes(weights);
      Path mended = folder.resolve("mended-" + pair[1]);
      Run run = mend(graph, mended, "--weights", weights.toString()).succeeded();
      assertTrue(run.out().contains("with the population's statistics"), run::toString);
      assertArrayEquals(before, Files.readAllBytes(weights));
      assertEquals(before.length, Files.size(mended));
      Path twice = folder.resolve("twice-" + pair[1]);
      mend(graph, twice, "--weights", mended.toString()).failed(1, "nothing to mend");
      mend(graph, weights, "--weights", weights.toString()).failed(1, "the model itself");
      mend(graph, graph, "--weights", weights.toString()).failed(1, "must end as");
    }
  }

  /** As PyTorch's users keep them: a graph, and a state dict of each epoch. */
  @Test
  void checkpointsMayBeWeightsOfAModel() throws IOException {
    Path graph = folder.resolve("graph.onnx");
    for (int epoch : new int[] {1, 2}) {
      String model = trained(epoch).toString();
      Run.of("convert", model, folder + "/weights-" + epoch + ".pth").succeeded();
      Run.of("convert", model, graph.toString(), "--force").succeeded();
    }
    List<Map<String, String>> expected = curve("--checkpoints", folder + "/model-*.safetensors");
    List<Map<String, String>> actual =
        curve(graph.toString(), "--checkpoints", folder + "/weights-*.pth");
    assertEquals(2, actual.size());
    for (int i = 0; i < 2; i++) {
      for (String column : List.of("loss_validation", "loss_lag", "accuracy_validation")) {
        assertEquals(
            Double.parseDouble(expected.get(i).get(column)),
            Double.parseDouble(actual.get(i).get(column)),
            1e-5,
            column);
      }
    }
    Path names = Files.writeString(folder.resolve("names.txt"), "a = b");
    Run.of("examine", "--checkpoints", "x-*", "--names", names + "", "--training", data.toString())
        .failed(1, "MODEL, which is not given");
    String weights = folder + "/weights-1.pth";
    Run.of("examine", "--checkpoints", "x-*", "--weights", weights, "--training", data.toString())
        .failed(1, "exclude each other");
  }

  private List<Map<String, String>> curve(String... which) throws IOException {
    List<String> all = new ArrayList<>(List.of("examine"));
    all.addAll(List.of(which));
    all.addAll(List.of("--training", data.toString(), "--output", output.toString()));
    Run.of(all.toArray(String[]::new)).succeeded();
    return Csv.read(output.resolve("gap.csv"));
  }

  /** A state dict of the same shapes whose layers have other names. */
  @Test
  void aFileOfNamesSaysWhichWeightsAreWhose() throws IOException {
    Path model = trained(6);
    Path renamed = folder.resolve("renamed.pth");
    Network network = ModelFile.read(model, Compute.standard()).network();
    Network other =
        Sequential.of(6, 6, 1)
            .add(new Conv2D(6, 3).same().named("stem"), new BatchNorm().named("norm"), new ReLU())
            .add(new Flatten(), new Dense(BrightQuarters.CLASSES).named("head"), new Softmax())
            .build(3);
    for (int i = 0; i < network.parameters().size(); i++) {
      float[] values = network.parameters().get(i).value().data();
      System.arraycopy(values, 0, other.parameters().get(i).value().data(), 0, values.length);
    }
    ModelFiles.write(other, List.of(), renamed);
    Path names = folder.resolve("names.txt");
    Files.writeString(
        names, "# ours = theirs\nconv2d_1 = stem\nbatchnorm_1 = norm\ndense_1 = head\n");
    String[] with = {"--weights", renamed.toString(), "--names", names.toString()};
    for (String graph : new String[] {"graph.onnx", "own.safetensors"}) {
      Path file = folder.resolve(graph);
      Run.of("convert", model.toString(), file.toString()).succeeded();
      Path mended = folder.resolve("mended-" + graph + ".pth");
      Run run = mend(file, mended, with).succeeded();
      assertTrue(run.out().contains("by the mapping"), run::toString);
      assertEquals(Files.size(renamed), Files.size(mended));
    }
    Files.writeString(names, "conv2d_1 stem\n");
    mend(model, folder.resolve("no.pth"), with).failed(1, "names.txt, line 1");
    mend(model, folder.resolve("no.safetensors"), "--names", names.toString())
        .failed(1, "--weights");
  }

  @Test
  void mendingKeepsFormatAndModel() throws IOException {
    Path model = trained(2);
    byte[] before = Files.readAllBytes(model);
    mend(model, folder.resolve("mended.keras")).failed(1, "must end as");
    mend(model, model).failed(1, "the model itself");
    assertArrayEquals(before, Files.readAllBytes(model));
  }

  @Test
  void aConvertedModelGivesTheSameOutputs() throws IOException {
    Path model = trained(1);
    Path converted = folder.resolve("converted.safetensors");
    Run run = Run.of("convert", model.toString(), converted.toString()).succeeded();
    assertTrue(run.out().contains("is 0.0 of the largest output"), run::toString);
    Run weights = Run.of("convert", model.toString(), folder + "/weights.pth").succeeded();
    assertTrue(weights.out().contains("8 tensors were assigned by name"), weights::toString);
    assertTrue(weights.out().contains("is 0.0 of the largest output"), weights::toString);
    Run.of("convert", model.toString(), converted.toString()).failed(1, "--force");
    Run.of("convert", model.toString(), folder + "/model.odd").failed(1, "no format");
  }

  @Test
  void servingStartsWithAModelOfImagesAndAnAddress() throws IOException {
    String model = trained(1).toString();
    Run.of("serve", model, "--port", "70000").failed(1, "65535");
    Run.of("serve", model, "--pixels", "odd").failed(1, "signed");
    Run.of("serve", model, "--max-bytes", "0").failed(1, "limits");
    Run.of("serve", model, "--host", "no.such.host.invalid").failed(1, "no address");
  }

  private Run mend(Path model, Path to, String... more) {
    List<String> all = new ArrayList<>(List.of("mend", model.toString(), "--training"));
    all.addAll(List.of(data.toString(), "--output", to.toString()));
    all.addAll(List.of(more));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void whatMakesNoSenseIsRefusedInOneLine() throws IOException {
    String model = trained(1).toString();
    String images = data.toString();
    Run.of("examine", "--training", images).failed(1, "name a model");
    Run.of("examine", model, "--training", images, "--watch").failed(1, "--checkpoints");
    Run.of("examine", model, "--training", images, "--pixels", "odd").failed(1, "signed");
    Run.of("examine", folder + "/none.keras", "--training", images).failed(1, "none.keras");
    Run.of("examine", images, "--training", images).failed(1, "data.npz");
    Files.createDirectories(output);
    Files.writeString(output.resolve("run.json"), "{}");
    Run.of("examine", model, "--training", images, "--output", output.toString())
        .failed(1, "holds a run");
  }

  /** As {@code Dense(1, activation="sigmoid")} ends a model of two classes in Keras. */
  @Test
  void aSingleProbabilityIsTwoClasses() throws IOException {
    BrightQuarters.write(data, 160, 60, 2);
    Network two = ModelFile.read(trained(6, Preprocessing.UNIT, 2), Compute.standard()).network();
    Network one =
        Sequential.of(6, 6, 1)
            .add(new Conv2D(6, 3).same(), new BatchNorm(), new ReLU())
            .add(new Flatten(), new Dense(1).named("score"), new Sigmoid())
            .build(3);
    one.copyWeightsFrom(two);
    float[] kernel = two.layers(Dense.class).get(0).kernel().value().data();
    float[] bias = two.layers(Dense.class).get(0).bias().value().data();
    Dense score = one.layers(Dense.class).get(0);
    for (int i = 0; i < kernel.length / 2; i++) {
      score.kernel().value().data()[i] = kernel[2 * i + 1] - kernel[2 * i];
    }
    score.bias().value().data()[0] = bias[1] - bias[0];
    Path ofTwo = folder.resolve("two.keras");
    Path ofOne = folder.resolve("one.keras");
    ModelFiles.write(two, List.of(), ofTwo);
    ModelFiles.write(one, List.of(), ofOne);
    List<Map<String, String>> expected = curve(ofTwo.toString());
    List<Map<String, String>> actual = curve(ofOne.toString());
    for (String column : List.of("loss_validation", "loss_lag", "accuracy_validation")) {
      assertEquals(
          Double.parseDouble(expected.get(0).get(column)),
          Double.parseDouble(actual.get(0).get(column)),
          1e-4,
          column);
    }
    Path mended = folder.resolve("mended.keras");
    Run run = mend(ofOne, mended).succeeded();
    assertTrue(run.out().contains("second of two classes"), run::toString);
    assertEquals(1, ModelFiles.read(mended, Compute.standard()).network().outputShape().size());
    mend(mended, folder.resolve("twice.keras")).failed(1, "nothing to mend");
    ModelFiles.write(two, List.of(), Task.MULTI_LABEL, folder.resolve("labels.keras"));
    mend(folder.resolve("labels.keras"), mended, "--force").failed(1, "several labels");
  }

  /** Of so many epochs; its moving averages lag. */
  private Path trained(int epochs) throws IOException {
    return trained(epochs, Preprocessing.UNIT);
  }

  private Path trained(int epochs, Preprocessing pixels) throws IOException {
    return trained(epochs, pixels, BrightQuarters.CLASSES);
  }

  private Path trained(int epochs, Preprocessing pixels, int classes) throws IOException {
    Network network =
        Sequential.of(6, 6, 1)
            .add(new Conv2D(6, 3).same(), new BatchNorm(), new ReLU())
            .add(new Flatten(), new Dense(classes), new Softmax())
            .build(3);
    PackedData.Parts parts =
        NumpyFiles.readAsGiven(
            data, network.inputShape(), List.of("0", "1", "2", "3").subList(0, classes));
    Split split = new Split(parts.training(), parts.validation().orElseThrow());
    Trainer.of(network, Adam.builder().learningRate(0.01).build())
        .batchSize(20)
        .fit(
            pixels.prepare(split.training(), Preprocessing.UNIT),
            pixels.prepare(split.validation(), Preprocessing.UNIT),
            epochs);
    Path file = folder.resolve("model-" + epochs + ".safetensors");
    ModelFile.write(network, Map.of(), file);
    return file;
  }
}
