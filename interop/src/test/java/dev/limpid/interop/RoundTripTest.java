package dev.limpid.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random networks written in every format, and read back. */
class RoundTripTest {
  private static final int NETWORKS = 300;
  private static final double ROUNDING = 1e-5;
  private static final List<String> CLASSES = List.of("ant", "bee", "cat \"c\"");

  @Test
  void modelsComeBackWithOutputsFlagsClassesAndTask(@TempDir Path folder) throws IOException {
    for (long seed = 0; seed < NETWORKS; seed++) {
      boolean keras = seed % 3 != 0;
      Network network = RandomNetworks.of(seed, keras);
      Task task = Task.values()[(int) (seed % 3)];
      for (String ending : List.of(".safetensors", ".onnx", ".keras", ".h5")) {
        if (!keras && (ending.equals(".keras") || ending.equals(".h5"))) {
          continue;
        }
        String which = "seed " + seed + ", " + ending + "\n" + network.summary();
        Path file = folder.resolve("model" + ending);
        ModelFiles.write(network, CLASSES, task, file);
        ImportedModel back = ModelFiles.read(file, Compute.standard());
        assertSame(network, back.network(), which);
        assertTrained(network, back.network(), ending.equals(".onnx"), which);
        assertEquals(CLASSES, back.classNames(), which);
        assertEquals(task, back.task(), which);
      }
    }
  }

  @Test
  void stateDictsComeBackIntoTheNetwork(@TempDir Path folder) throws IOException {
    for (long seed = 0; seed < NETWORKS; seed++) {
      Network network = RandomNetworks.of(seed, seed % 3 != 0);
      Path file = folder.resolve("weights.pth");
      ModelFiles.write(network, List.of(), file);
      Network other = RandomNetworks.of(seed, seed % 3 != 0);
      other.parameters().forEach(parameter -> parameter.value().fill(Float.NaN));
      ModelFiles.readWeights(file, other);
      assertSame(network, other, "seed " + seed + ", .pth\n" + network.summary());
    }
  }

  private static void assertSame(Network network, Network back, String which) {
    Tensor x = Tensor.zeros(network.inputShape().batch(2));
    Rng rng = Rng.of(7);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = (float) rng.nextGaussian();
    }
    Tensor expected = network.forward(x, Mode.INFERENCE);
    Tensor actual = back.forward(x, Mode.INFERENCE);
    assertEquals(expected.shape(), actual.shape(), which);
    double largest = 1;
    for (int i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.data()[i]));
    }
    for (int i = 0; i < expected.size(); i++) {
      double difference = Math.abs(expected.data()[i] - actual.data()[i]);
      assertTrue(difference <= ROUNDING * largest, "differs by " + difference + ": " + which);
    }
  }

  /** ONNX takes some norms apart, whose scales are then more; kernels are as many. */
  private static void assertTrained(Network network, Network back, boolean onnx, String which) {
    Map<String, Integer> expected = trained(network);
    Map<String, Integer> actual = trained(back);
    if (onnx) {
      assertEquals(expected.get("kernel"), actual.get("kernel"), which);
    } else {
      assertEquals(expected, actual, which);
    }
  }

  /** How many numbers are trained, by the last part of their names. */
  private static Map<String, Integer> trained(Network network) {
    Map<String, Integer> counts = new TreeMap<>();
    for (Parameter parameter : network.parameters()) {
      if (parameter.isTrainable()) {
        String role = parameter.name().substring(parameter.name().lastIndexOf('.') + 1);
        counts.merge(role, parameter.value().size(), Integer::sum);
      }
    }
    return counts;
  }
}
