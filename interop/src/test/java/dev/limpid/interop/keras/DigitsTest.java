package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.Npz;
import dev.limpid.interop.References;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Networks of Keras read real digits. */
class DigitsTest {
  private static final int PIXELS = 28 * 28;

  private static byte[] idx(String name, int header) throws IOException {
    Path file = References.path("mnist/" + name + "-ubyte.gz");
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      byte[] all = in.readAllBytes();
      return Arrays.copyOfRange(all, header, all.length);
    }
  }

  private static Tensor digits(Network network, byte[] pixels, int count) {
    Tensor x = Tensor.zeros(network.inputShape().batch(count));
    for (int i = 0; i < count * PIXELS; i++) {
      x.data()[i] = (pixels[i] & 0xff) / 255f;
    }
    return x;
  }

  private static double accuracy(Network network) throws IOException {
    byte[] labels = idx("t10k-labels-idx1", 8);
    Tensor x = digits(network, idx("t10k-images-idx3", 16), labels.length);
    Tensor y = network.forward(x, Mode.INFERENCE);
    int right = 0;
    for (int n = 0; n < labels.length; n++) {
      int best = 0;
      for (int c = 1; c < 10; c++) {
        best = y.data()[n * 10 + c] > y.data()[n * 10 + best] ? c : best;
      }
      right += best == labels[n] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  @Test
  void networksThatPeoplePublishedReadDigits() throws IOException {
    Path keras = References.path("keras");
    for (String name :
        List.of(
            "mnist-batchnorm-twin.keras",
            "mnist-batchnorm-twin.h5",
            "mnist-plain.keras",
            "mnist-legacy.h5")) {
      double accuracy =
          accuracy(KerasFiles.read(keras.resolve(name), Compute.standard()).network());
      assertTrue(accuracy >= 0.97, name + ": " + accuracy);
    }
    Network legacy =
        KerasFiles.read(
                keras.resolve("mnist-legacy.h5"),
                keras.resolve("mnist-legacy.weights.h5"),
                Compute.standard())
            .network();
    double accuracy = accuracy(legacy);
    assertTrue(accuracy >= 0.97, "mnist-legacy.weights.h5: " + accuracy);
  }

  @Test
  void theTrainingWithTheLagPredictsWhatKerasDoes() throws IOException {
    Path folder = References.path("keras-lag");
    Network network =
        KerasFiles.read(folder.resolve("epoch-06.keras"), Compute.standard()).network();
    Tensor expected = Npz.read(folder.resolve("predictions.npz")).get("y");
    int count = expected.batchSize();
    Tensor y = network.forward(digits(network, idx("t10k-images-idx3", 16), count), Mode.INFERENCE);
    for (int i = 0; i < expected.size(); i++) {
      assertTrue(
          Math.abs(expected.data()[i] - y.data()[i]) < 1e-5,
          "value " + i + ": " + y.data()[i] + ", not " + expected.data()[i]);
    }
    assertTrue(Shape.of(10).equals(network.outputShape()));
    Network fifth = KerasFiles.read(folder.resolve("epoch-05.keras"), Compute.standard()).network();
    double accuracy = accuracy(fifth);
    assertTrue(Math.abs(accuracy - 0.461) < 0.002, "epoch 5: " + accuracy);
  }
}
