package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.Npz;
import dev.limpid.interop.References;
import dev.limpid.interop.keras.KerasTraining.Penalty;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Slots;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twenty steps from where Keras began, with its batches in its order. */
class LockstepTest {
  private static final int BATCH = 32;
  private static final int STEPS = 20;

  /** The bytes of an IDX file behind its header. */
  private static byte[] idx(String name, int header) throws IOException {
    Path file =
        References.in("mnist").stream()
            .filter(path -> path.toString().contains(name))
            .findFirst()
            .orElseThrow();
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(Files.newInputStream(file)))) {
      in.readNBytes(header);
      return in.readAllBytes();
    }
  }

  private static Tensor digits(byte[] pixels, int first) {
    Tensor x = Tensor.zeros(Shape.of(BATCH, 28, 28, 1));
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = (pixels[first * 784 + i] & 0xff) / 255f;
    }
    return x;
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam", "adam_decay", "adamw", "momentum", "rmsprop", "sgd"})
  void lossesAndPredictionsAreThoseOfKeras(String name) throws IOException {
    Path folder = References.path("keras-lockstep/" + name);
    Path start = folder.resolve("start.keras");
    Network network = KerasFiles.read(start, Compute.standard()).network();
    KerasTraining training = KerasFiles.training(start, network);
    assertEquals("sparse_categorical_crossentropy", training.loss());
    byte[] pixels = idx("t10k-images", 16);
    byte[] labels = idx("t10k-labels", 8);
    List<String> expected = Files.readAllLines(folder.resolve("losses.csv"));
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    double sum = 0;
    for (int step = 0; step < STEPS; step++) {
      int[] classes = new int[BATCH];
      for (int i = 0; i < BATCH; i++) {
        classes[i] = labels[step * BATCH + i];
      }
      sum += step(network, training, loss, digits(pixels, step * BATCH), classes);
      double keras = Double.parseDouble(expected.get(step + 1).split(",")[1]);
      assertEquals(keras, sum / (step + 1), 1e-3, name + ", step " + (step + 1));
    }
    Tensor y = network.forward(digits(pixels, 0), Mode.INFERENCE);
    Tensor end = Npz.read(folder.resolve("end.npz")).get("y");
    double difference = 0;
    for (int i = 0; i < y.size(); i++) {
      difference = Math.max(difference, Math.abs(y.data()[i] - end.data()[i]));
    }
    assertTrue(difference < 1e-2, name + ": predictions differ by " + difference);
    requireSameOptimizer(network, training.optimizer(), folder.resolve("end.keras"));
  }

  /**
   * What Keras kept of each kernel at the end is what the steps here have led to. A bias in front
   * of BatchNorm has a gradient of rounding alone.
   */
  private static void requireSameOptimizer(Network network, Optimizer optimizer, Path end)
      throws IOException {
    Network kerass = KerasFiles.read(end, Compute.standard()).network();
    Optimizer expected = KerasFiles.training(end, kerass).optimizer();
    assertEquals(STEPS, expected.steps());
    for (int i = 0; i < network.parameters().size(); i++) {
      Parameter parameter = network.parameters().get(i);
      if (parameter.name().endsWith(".kernel")) {
        Slots theirs = expected.slots(kerass.parameters().get(i));
        Slots ours = optimizer.slots(parameter);
        requireSame(theirs.momentum(), ours.momentum(), end + ": " + parameter.name());
        requireSame(theirs.meanSquare(), ours.meanSquare(), end + ": " + parameter.name());
      }
    }
  }

  /** Within a hundredth of the largest: Adam makes much of rounding. */
  private static void requireSame(Tensor expected, Tensor actual, String what) {
    assertEquals(expected == null, actual == null, what);
    double largest = 0;
    double difference = 0;
    for (int i = 0; expected != null && i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.data()[i]));
      difference = Math.max(difference, Math.abs(expected.data()[i] - actual.data()[i]));
    }
    assertTrue(difference <= 1e-2 * largest, what + ": " + difference + " of " + largest);
  }

  private static double step(
      Network network, KerasTraining training, SoftmaxCrossEntropy loss, Tensor x, int[] classes) {
    Tensor scores = network.forwardToLogits(x, Mode.TRAIN);
    Tensor gradient = Tensor.zeros(scores.shape());
    double value = loss.forward(scores, classes, null, gradient);
    network.backward(gradient);
    for (Parameter parameter : network.parameters()) {
      Penalty penalty = training.penalties().get(parameter.name());
      if (penalty != null) {
        float[] w = parameter.value().data();
        for (int i = 0; i < parameter.value().size(); i++) {
          value += penalty.l1() * Math.abs(w[i]) + penalty.l2() * w[i] * w[i];
          parameter.gradient().data()[i] +=
              (float) (penalty.l1() * Math.signum(w[i]) + 2 * penalty.l2() * w[i]);
        }
      }
    }
    training.optimizer().step(network.parameters());
    return value;
  }
}
