package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class LossTest {
  private static final double STEP = 1e-5;
  private final SoftmaxCrossEntropy crossEntropy = new SoftmaxCrossEntropy();
  private final MeanSquaredError squaredError = new MeanSquaredError();

  @Test
  void crossEntropyAndItsGradientAgreeWithTheOracle() {
    for (long seed = 0; seed < 5; seed++) {
      Rng rng = Rng.of(seed);
      int samples = 1 + rng.nextInt(6);
      int classes = 1 + rng.nextInt(8);
      Tensor scores = LayerCase.random(Shape.of(classes), samples, rng);
      int[] labels = new int[samples + 2]; // longer than the batch, as a last batch's is
      for (int n = 0; n < samples; n++) {
        labels[n] = rng.nextInt(classes);
      }
      labels[samples] = -7;
      check(
          crossEntropy, scores, labels, s -> naiveCrossEntropy(s, labels, samples, classes), seed);
    }
  }

  private static double naiveCrossEntropy(double[] s, int[] labels, int samples, int classes) {
    double total = 0;
    for (int n = 0; n < samples; n++) {
      double sum = 0;
      for (int j = 0; j < classes; j++) {
        sum += Math.exp(s[n * classes + j]);
      }
      total -= Math.log(Math.exp(s[n * classes + labels[n]]) / sum);
    }
    return total / samples;
  }

  @Test
  void squaredErrorAndItsGradientAgreeWithTheOracle() {
    for (long seed = 0; seed < 5; seed++) {
      Rng rng = Rng.of(seed);
      int samples = 1 + rng.nextInt(4);
      Shape sample = Shape.of(1 + rng.nextInt(4), 1 + rng.nextInt(4), 2);
      Tensor scores = LayerCase.random(sample, samples, rng);
      Tensor targets = LayerCase.random(sample, samples, rng);
      check(squaredError, scores, targets, s -> naiveSquaredError(s, targets), seed);
    }
  }

  private static double naiveSquaredError(double[] s, Tensor targets) {
    double total = 0;
    for (int i = 0; i < s.length; i++) {
      total += Math.pow(s[i] - targets.data()[i], 2);
    }
    return total / s.length;
  }

  /** The loss, the samples' losses and the gradient, into a tensor of its own and in place. */
  private static <T> void check(
      Loss<T> loss, Tensor scores, T targets, ToDoubleFunction<double[]> oracle, long seed) {
    int samples = scores.batchSize();
    double[] losses = new double[samples];
    Tensor gradient = Tensor.zeros(0);
    double mean = loss.forward(scores, targets, losses, gradient);
    double[] s = new double[scores.size()];
    for (int i = 0; i < s.length; i++) {
      s[i] = scores.data()[i];
    }
    String message = loss.getClass().getSimpleName() + ", seed " + seed;
    assertEquals(oracle.applyAsDouble(s), mean, 1e-9, message);
    assertEquals(mean, loss.forward(scores, targets), message);
    double sum = 0;
    for (double one : losses) {
      sum += one;
    }
    assertEquals(mean, sum / samples, message);
    assertEquals(scores.shape(), gradient.shape(), message);
    for (int i = 0; i < s.length; i++) {
      double value = s[i];
      s[i] = value + STEP;
      double above = oracle.applyAsDouble(s);
      s[i] = value - STEP;
      double below = oracle.applyAsDouble(s);
      s[i] = value;
      assertEquals((above - below) / (2 * STEP), gradient.data()[i], 1e-6, message);
    }
    Tensor inPlace = scores.copy();
    assertEquals(mean, loss.forward(inPlace, targets, null, inPlace), message);
    assertArrayEquals(gradient.data(), inPlace.data(), message);
  }

  @Test
  void scoresOfTenThousandNeitherOverflowNorLoseTheLoss() {
    Tensor scores = Tensor.of(Shape.of(3, 3), 1e4f, 0, -1e4f, 1e4f, 0, -1e4f, 1e4f, 1e4f, -1e4f);
    double[] losses = new double[3];
    Tensor gradient = Tensor.zeros(0);
    crossEntropy.forward(scores, new int[] {0, 2, 1}, losses, gradient);
    assertArrayEquals(new double[] {0, 2e4, Math.log(2)}, losses, 1e-9);
    float third = 1f / 3;
    assertArrayEquals(
        new float[] {0, 0, 0, third, 0, -third, third / 2, -third / 2, 0}, gradient.data(), 1e-7f);
  }

  @Test
  void aSmallLossIsNotRoundedAway() {
    Tensor scores = Tensor.of(Shape.of(1, 2), 30, 0);
    assertEquals(9.357622968839299e-14, crossEntropy.forward(scores, new int[] {0}), 2e-15);
  }

  @Test
  void aNanScoreGivesANanLoss() {
    Tensor scores = Tensor.of(Shape.of(1, 2), 1, Float.NaN);
    assertTrue(Double.isNaN(crossEntropy.forward(scores, new int[] {0})));
  }

  @Test
  void aLabelOutOfRangeIsRefusedBeforeAnythingIsModified() {
    Tensor scores = Tensor.zeros(3, 4);
    double[] losses = {5, 5, 5};
    for (int label : new int[] {4, -1}) {
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> crossEntropy.forward(scores, new int[] {0, 3, label}, losses, scores));
      assertEquals(
          "SoftmaxCrossEntropy: sample 2 has label "
              + label
              + ", but with 4 classes labels are 0 to 3",
          error.getMessage());
    }
    assertArrayEquals(new double[] {5, 5, 5}, losses);
    assertArrayEquals(new float[12], scores.data());
  }

  @Test
  void sizesThatDoNotFitAreRefused() {
    Tensor scores = Tensor.zeros(3, 4);
    refused("1 labels for 3", () -> crossEntropy.forward(scores, new int[1]));
    refused("got [3,4,1]", () -> crossEntropy.forward(Tensor.zeros(3, 4, 1), new int[3]));
    refused("2 losses", () -> crossEntropy.forward(scores, new int[3], new double[2], null));
    refused("got [3,5]", () -> squaredError.forward(scores, Tensor.zeros(3, 5)));
    refused("got [0,4]", () -> squaredError.forward(Tensor.zeros(0, 4), Tensor.zeros(0, 4)));
    refused("2 losses", () -> squaredError.forward(scores, scores, new double[2], null));
  }

  private static void refused(String part, Runnable call) {
    var error = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
