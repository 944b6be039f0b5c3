package dev.limpid.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
