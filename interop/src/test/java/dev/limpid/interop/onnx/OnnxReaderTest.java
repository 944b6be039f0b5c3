package dev.limpid.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Graphs that Limpid does not write. */
class OnnxReaderTest {
  /** As networks with a head for each task have them. */
  @Test
  void severalOutputsComeOutOneBehindTheOther() throws IOException {
    GraphWriter graph = new GraphWriter();
    graph.input("x", 2, 3, 3);
    String image = graph.node("Relu", "x").to("image");
    String means = graph.node("GlobalAveragePool", image).to("pool");
    String scores = graph.node("Flatten", means).set("axis", 1L).to("scores");
    graph.output(scores, 2);
    graph.output(image, 2, 3, 3);
    ImportedModel read =
        OnnxReader.imported(
            OnnxFile.of(Path.of("m.onnx"), graph.model(17, List.of())), Compute.standard());
    Network network = read.network();
    Tensor x = Tensor.zeros(network.inputShape().batch(1));
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = i % 2 == 0 ? i : -2;
    }
    float[] y = network.forward(x, Mode.INFERENCE).data();
    assertEquals(2 + 18, network.outputShape().size());
    assertEquals(8, y[0], 1e-6); // the mean of 0, 2, ... 16
    assertEquals(0, y[1]);
    for (int i = 0; i < x.size(); i++) {
      assertEquals(Math.max(0, x.data()[i]), y[2 + i]);
    }
    assertTrue(read.notes().toString().contains("'image' [3,3,2] from 2"), read::toString);
  }

  /** Exporters keep equal weights once; other statistics must not end up in both places. */
  @Test
  void statisticsThatTwoNodesShareAreNotReplacedByDifferentOnes(@TempDir Path folder)
      throws IOException {
    GraphWriter graph = new GraphWriter();
    graph.input("x", 2, 3, 3);
    String one = graph.weight("one", new int[] {2}, new float[] {1, 1});
    String beta = graph.weight("beta", new int[] {2}, new float[] {0, 0});
    String mean = graph.weight("mean", new int[] {2}, new float[] {0, 0});
    String variance = graph.weight("variance", new int[] {2}, new float[] {1, 1});
    String at = "x";
    for (String name : List.of("first", "second")) {
      String norm = graph.node("BatchNormalization", at, one, beta, mean, variance).to(name);
      at = graph.node("Relu", norm).to(name + ".relu");
    }
    graph.output(at, 2, 3, 3);
    Path file = Files.write(folder.resolve("m.onnx"), graph.model(17, List.of()));
    Network network = OnnxReader.read(file, Compute.standard()).network();
    List<BatchNorm> norms = network.layers(BatchNorm.class);
    Path mended = folder.resolve("mended.onnx");
    norms.get(0).movingMean().value().fill(0.5f);
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> OnnxStatistics.replace(file, network, mended));
    assertTrue(refused.getMessage().contains("can keep but one"), refused::getMessage);
    assertTrue(Files.notExists(mended));
    norms.get(1).movingMean().value().fill(0.5f);
    OnnxStatistics.replace(file, network, mended);
    Network again = OnnxReader.read(mended, Compute.standard()).network();
    assertEquals(0.5f, again.layers(BatchNorm.class).get(1).movingMean().value().data()[1]);
  }

  @Test
  void aStatisticThatIsABetaTooIsNotReplaced(@TempDir Path folder) throws IOException {
    GraphWriter graph = new GraphWriter();
    graph.input("x", 2, 3, 3);
    String one = graph.weight("one", new int[] {2}, new float[] {1, 1});
    String zero = graph.weight("zero", new int[] {2}, new float[] {0, 0});
    String variance = graph.weight("variance", new int[] {2}, new float[] {1, 1});
    String y = graph.node("BatchNormalization", "x", one, zero, zero, variance).to("y");
    graph.output(y, 2, 3, 3);
    Path file = Files.write(folder.resolve("m.onnx"), graph.model(17, List.of()));
    Network network = OnnxReader.read(file, Compute.standard()).network();
    Path mended = folder.resolve("mended.onnx");
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> OnnxStatistics.replace(file, network, mended));
    assertTrue(refused.getMessage().contains("can't be replaced alone"), refused::getMessage);
    assertTrue(Files.notExists(mended));
  }

  /** Of {@code x[:, :, 1::2]} and the like, for images of 2 channels and 4 by 4 pixels. */
  private static Network everySecond(int axis) throws IOException {
    GraphWriter graph = new GraphWriter();
    graph.input("x", 2, 4, 4);
    String from = graph.numbers("from", 1);
    String to = graph.numbers("to", 4);
    String along = graph.numbers("axis", axis);
    String step = graph.numbers("step", 2);
    graph.output(graph.node("Slice", "x", from, to, along, step).to("y"), 2, 2, 4);
    OnnxModel model = OnnxFile.of(Path.of("m.onnx"), graph.model(17, List.of()));
    return OnnxReader.imported(model, Compute.standard()).network();
  }

  @Test
  void aSliceWithAStepTakesEverySoManyRows() throws IOException {
    Tensor x = Tensor.zeros(Shape.of(1, 4, 4, 2));
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = i;
    }
    Tensor y = everySecond(2).forward(x, Mode.INFERENCE);
    assertEquals(Shape.of(1, 2, 4, 2), y.shape());
    assertEquals(8, y.data()[0]);
    assertEquals(31, y.data()[15]);
  }

  @Test
  void aSliceOfChannelsWithAStepIsRefusedWithTheStep() {
    Exception refused = assertThrows(IOException.class, () -> everySecond(1));
    assertTrue(refused.getMessage().contains("the step 2"), refused::getMessage);
  }
}
