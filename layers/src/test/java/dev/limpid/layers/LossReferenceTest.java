package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.layers.io.TensorFile;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses against values and gradients that PyTorch computed, and against differences. */
class LossReferenceTest {
  private static final double TOLERANCE = 1e-5;

  @ParameterizedTest
  @CsvSource({
    "bce_logits",
    "bce_logits_large",
    "focal_sigmoid",
    "huber_0.5",
    "huber_1",
    "mae",
    "mse",
    "cross_entropy_probabilities"
  })
  void aLossOfTargetsAgreesWithPytorch(String name) throws Exception {
    TensorFile reference = read(name);
    Loss<Tensor> loss =
        switch (name) {
          case "bce_logits", "bce_logits_large" -> new BinaryCrossEntropy();
          case "focal_sigmoid" -> new FocalLoss(0.25, 2);
          case "huber_0.5" -> new Huber(0.5);
          case "huber_1" -> new Huber();
          case "mae" -> new MeanAbsoluteError();
          case "mse" -> new MeanSquaredError();
          default -> new CategoricalCrossEntropy();
        };
    Tensor gradient = Tensor.zeros(0);
    double value =
        loss.forward(tensor(reference, "logits"), tensor(reference, "targets"), null, gradient);
    compare(reference, value, gradient);
  }

  @ParameterizedTest
  @CsvSource({
    "cross_entropy_smoothing_0.1",
    "cross_entropy_class_weights_mean",
    "cross_entropy_class_weights_pytorch"
  })
  void aLossOfLabelsAgreesWithPytorch(String name) throws Exception {
    TensorFile reference = read(name);
    SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
    if (name.contains("smoothing")) {
      loss = loss.labelSmoothing(0.1);
    } else {
      float[] weights = tensor(reference, "class_weights").data();
      double[] exact = new double[weights.length];
      for (int c = 0; c < exact.length; c++) {
        exact[c] = weights[c];
      }
      loss = loss.classWeights(exact);
      loss = name.contains("pytorch") ? loss.dividingByWeights() : loss;
    }
    float[] labels = tensor(reference, "labels").data();
    int[] whole = new int[labels.length];
    for (int n = 0; n < whole.length; n++) {
      whole[n] = (int) labels[n];
    }
    Tensor gradient = Tensor.zeros(0);
    double[] losses = new double[whole.length];
    double value = loss.forward(tensor(reference, "logits"), whole, losses, gradient);
    compare(reference, value, gradient);
    double sum = 0;
    for (double one : losses) {
      sum += one;
    }
    assertEquals(value, sum / losses.length, 1e-12, "the samples' losses have the mean");
  }

  private static void compare(TensorFile reference, double value, Tensor gradient) {
    float expected = tensor(reference, "loss").data()[0];
    assertEquals(expected, value, TOLERANCE * Math.max(1, Math.abs(expected)));
    float[] d = tensor(reference, "dlogits").data();
    double largest = 1e-3;
    for (float each : d) {
      largest = Math.max(largest, Math.abs(each));
    }
    for (int i = 0; i < d.length; i++) {
      assertEquals(d[i], gradient.data()[i], TOLERANCE * largest, "element " + i);
    }
  }

  private static Tensor tensor(TensorFile file, String name) {
    Tensor tensor = file.tensors().get(name);
    assertTrue(tensor != null, () -> name + " of " + file.tensors().keySet());
    return tensor;
  }

  private static TensorFile read(String name) throws Exception {
    return Safetensors.read(
        Path.of(LossReferenceTest.class.getResource("/golden/" + name + ".safetensors").toURI()));
  }

  /** With targets and options that the reference cases do not have. */
  @Test
  void gradientsAgreeWithDifferencesOfTheLoss() {
    List<Loss<Tensor>> losses =
        List.of(
            new BinaryCrossEntropy().labelSmoothing(0.2),
            new FocalLoss(0.6, 0.5),
            new FocalLoss(0.3, 0),
            new FocalLoss(1, 1),
            new Huber(0.3),
            new CategoricalCrossEntropy().labelSmoothing(0.3));
    for (Loss<Tensor> loss : losses) {
      for (long seed = 0; seed < 3; seed++) {
        Rng rng = Rng.of(seed);
        Tensor scores = LayerCase.random(Shape.of(2 + rng.nextInt(4)), 1 + rng.nextInt(4), rng);
        Tensor targets = scores.copy();
        int width = scores.shape().dim(1);
        for (int n = 0; n < scores.batchSize(); n++) {
          double sum = 0;
          for (int j = n * width; j < (n + 1) * width; j++) {
            targets.data()[j] = rng.nextFloat(0.01f, 1);
            sum += targets.data()[j];
          }
          for (int j = n * width; j < (n + 1) * width; j++) {
            targets.data()[j] /= (float) sum;
          }
        }
        String message = loss + ", seed " + seed;
        differences(
            scores, s -> loss.forward(s, targets), gradient(loss, scores, targets), message);
      }
    }
  }

  @Test
  void theGradientOfWeightedAndSmoothedLabelsAgreesWithDifferences() {
    for (long seed = 0; seed < 5; seed++) {
      Rng rng = Rng.of(seed);
      Tensor scores = LayerCase.random(Shape.of(3), 4, rng);
      int[] labels = {0, 2, 1, rng.nextInt(3)};
      for (boolean divided : new boolean[] {false, true}) {
        SoftmaxCrossEntropy weighted =
            new SoftmaxCrossEntropy().labelSmoothing(0.2).classWeights(0.5, 3, 1);
        SoftmaxCrossEntropy loss = divided ? weighted.dividingByWeights() : weighted;
        Tensor gradient = Tensor.zeros(0);
        loss.forward(scores, labels, null, gradient);
        differences(scores, s -> loss.forward(s, labels), gradient, loss + ", seed " + seed);
      }
    }
  }

  private static Tensor gradient(Loss<Tensor> loss, Tensor scores, Tensor targets) {
    Tensor gradient = Tensor.zeros(0);
    loss.forward(scores, targets, null, gradient);
    return gradient;
  }

  private static void differences(
      Tensor scores, ToDoubleFunction<Tensor> loss, Tensor gradient, String message) {
    float step = 1f / 1024;
    for (int i = 0; i < scores.size(); i++) {
      float value = scores.data()[i];
      scores.data()[i] = value + step;
      float up = scores.data()[i];
      double above = loss.applyAsDouble(scores);
      scores.data()[i] = value - step;
      double below = loss.applyAsDouble(scores);
      double width = (double) up - scores.data()[i];
      scores.data()[i] = value;
      assertEquals((above - below) / width, gradient.data()[i], 1e-3, message + ", element " + i);
    }
  }

  @Test
  void hugeScoresNeitherOverflowNorGiveNan() {
    Tensor scores = Tensor.of(Shape.of(1, 4), 1e30f, -1e30f, 1e30f, -1e30f);
    Tensor targets = Tensor.of(Shape.of(1, 4), 1, 0, 0, 1);
    for (Loss<Tensor> loss : List.of(new BinaryCrossEntropy(), new FocalLoss(0.25, 0.5))) {
      Tensor gradient = Tensor.zeros(0);
      assertTrue(Double.isFinite(loss.forward(scores, targets, null, gradient)), loss.toString());
      assertTrue(gradient.isFinite(), loss + " " + gradient);
    }
  }

  @Test
  void targetsAndOptionsThatDoNotFitAreRefused() {
    Tensor scores = Tensor.zeros(2, 2);
    Tensor two = Tensor.of(Shape.of(2, 2), 0, 1, 1, 2);
    refused(
        "sample 1 has the target 2.0 at element 1",
        () -> new BinaryCrossEntropy().forward(scores, two));
    refused(
        "targets of sample 1 add up to 3.0",
        () -> new CategoricalCrossEntropy().forward(scores, two));
    refused(
        "3 class weights for 2",
        () -> new SoftmaxCrossEntropy().classWeights(1, 1, 1).forward(scores, new int[2]));
    refused("weight of class 1", () -> new SoftmaxCrossEntropy().classWeights(1, -1));
    refused("[0, 1)", () -> new SoftmaxCrossEntropy().labelSmoothing(1));
    refused("delta", () -> new Huber(0));
    refused("alpha", () -> new FocalLoss(2, 2));
    refused("gamma", () -> new FocalLoss(0.5, -1));
  }

  private static void refused(String part, Runnable call) {
    var error = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
