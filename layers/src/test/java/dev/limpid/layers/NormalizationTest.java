package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.io.ModelFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class NormalizationTest {
  /** Keras's Normalization(mean=[1, 2], variance=[4, 0]) of [[3, 2], [0, 2.5]]. */
  @Test
  void aConstantChannelIsDividedByTheLeastDeviation() {
    Normalization layer = Normalization.of(new double[] {1, 2}, new double[] {4, 0});
    Network network = Sequential.of(2).add(layer).build(1);
    Tensor x = Tensor.of(Shape.of(2, 2), 3, 2, 0, 2.5f);
    float[] y = network.forward(x, Mode.INFERENCE).data();
    assertArrayEquals(new float[] {1, 0, -0.5f, 5e6f}, Arrays.copyOf(y, 4), 1e-6f);
  }

  @Test
  void aModelFileKeepsItsNumbersAndNoOptimizerTouchesThem(@TempDir Path folder) throws IOException {
    double[] mean = {0.125, 3};
    Normalization layer = Normalization.of(mean, new double[] {0.25, 7});
    mean[0] = 5;
    Network network = Sequential.of(2).add(layer, new Dense(2), new Softmax()).build(1);
    assertFalse(layer.parameters().get(0).isTrainable());
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(network, Map.of(), file);
    Network read = ModelFile.read(file, Compute.standard()).network();
    float[] found = read.layers(Normalization.class).get(0).parameters().get(0).value().data();
    assertArrayEquals(new float[] {0.125f, 3}, found);
    Tensor x = Tensor.of(Shape.of(1, 2), 3, 2);
    assertArrayEquals(
        network.forward(x, Mode.INFERENCE).copy().data(),
        read.forward(x, Mode.INFERENCE).copy().data());
  }

  @Test
  void oneThatWasNeverFittedPassesNothingOn() {
    Network network =
        Sequential.of(2).add(new Normalization(), new Dense(2), new Softmax()).build(1);
    Tensor x = Tensor.of(Shape.of(1, 2), 3, 2);
    neverFitted(() -> network.forward(x, Mode.INFERENCE));
    neverFitted(() -> network.forward(x, Mode.TRAIN));
    neverFitted(() -> FrozenNetwork.of(network));
    network.layers(Normalization.class).get(0).parameters().get(0).value().fill(1);
    network.forward(x, Mode.INFERENCE);
    FrozenNetwork.of(network).predict(x);
  }

  /** A model of Keras whose layer was not adapted was trained with it so. */
  @Test
  void meanZeroAndVarianceOneOfAFileOrAFormulaAreMeant(@TempDir Path folder) throws IOException {
    Normalization layer = Normalization.of(new double[2], new double[] {1, 1});
    Network network = Sequential.of(2).add(layer, new Dense(2), new Softmax()).build(1);
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(network, Map.of(), file);
    Network read = ModelFile.read(file, Compute.standard()).network();
    Tensor x = Tensor.of(Shape.of(1, 2), 3, 2);
    assertArrayEquals(
        network.forward(x, Mode.INFERENCE).copy().data(),
        read.forward(x, Mode.INFERENCE).copy().data());
  }

  private static void neverFitted(Executable use) {
    String message = assertThrows(IllegalStateException.class, use).getMessage();
    assertTrue(message.contains("normalization_1"), message);
    assertTrue(message.contains("never fitted"), message);
    assertTrue(message.contains("Datasets.normalization(training)"), message);
  }

  @Test
  void whatCanNotBeIsRefused() {
    refused("for each channel", new double[] {1}, new double[] {1, 2});
    refused("for each channel", new double[0], new double[0]);
    refused("of channel 1", new double[] {1, Double.NaN}, new double[] {1, 2});
    refused("of channel 0", new double[] {1, 3}, new double[] {-1, 2});
    Sequential two =
        Sequential.of(3).add(Normalization.of(new double[2], new double[2]), new Softmax());
    String message = assertThrows(IllegalArgumentException.class, () -> two.build(1)).getMessage();
    assertTrue(message.contains("fitted to 2 channels, but its input is [3]"), message);
  }

  private static void refused(String part, double[] mean, double[] variance) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Normalization.of(mean, variance))
            .getMessage();
    assertTrue(message.contains(part), message);
  }
}
