package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds each layer's forward pass to its float64 oracle, and its backward pass to central
 * differences of the oracle: with a random {@code dy}, the derivatives of {@code sum(dy * y)} by
 * every input and every trained parameter.
 */
class GradientTest {
  private static final int SEEDS = 4;
  private static final int BATCH = 3;

  /** Of the central differences: their error is about its square in float64. */
  private static final double STEP = 1e-5;

  static List<LayerCase> cases() {
    return LayerCases.all();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void forwardAndBackwardAgreeWithTheOracle(LayerCase layerCase) {
    for (long seed = 0; seed < SEEDS; seed++) {
      check(layerCase, seed);
    }
  }

  private static void check(LayerCase layerCase, long seed) {
    Layer layer = layerCase.build(seed, Compute.standard());
    Rng rng = Rng.of(seed);
    Tensor x = LayerCase.random(layer.inputShape(), BATCH, rng.split("x"));
    Tensor dy = LayerCase.random(layer.outputShape(), BATCH, rng.split("dy"));
    double[][] parameters =
        layer.parameters().stream().map(p -> doubles(p.value())).toArray(double[][]::new);
    double[] inputs = doubles(x);
    double[] weights = doubles(dy);

    Tensor y = layer.forward(x, Mode.TRAIN);
    Tensor dx = layer.backward(dy);

    String where = layerCase + " on " + layer.inputShape() + ", seed " + seed;
    Supplier<double[]> oracle = () -> layerCase.oracle().forward(inputs, BATCH, parameters, layer);
    assertClose(oracle.get(), y, 1e-5, "y of " + where);
    assertClose(differences(inputs, oracle, weights), dx, 1e-4, "dx of " + where);
    for (int i = 0; i < parameters.length; i++) {
      Parameter parameter = layer.parameters().get(i);
      if (parameter.isTrainable()) {
        double[] expected = differences(parameters[i], oracle, weights);
        assertClose(expected, parameter.gradient(), 1e-4, parameter.name() + " of " + where);
      }
    }
  }

  /** The derivative of {@code sum(weights * oracle)} by each of {@code values}. */
  private static double[] differences(
      double[] values, Supplier<double[]> oracle, double[] weights) {
    double[] derivatives = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      values[i] = value + STEP;
      double[] above = oracle.get();
      values[i] = value - STEP;
      double[] below = oracle.get();
      values[i] = value;
      for (int j = 0; j < weights.length; j++) {
        derivatives[i] += weights[j] * (above[j] - below[j]) / (2 * STEP);
      }
    }
    return derivatives;
  }

  /** The greatest difference must be small beside the greatest expected value. */
  private static void assertClose(
      double[] expected, Tensor actual, double tolerance, String message) {
    assertEquals(expected.length, actual.size(), message);
    double scale = 1e-3;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      double one = Math.abs(expected[i] - actual.data()[i]);
      difference = one <= difference ? difference : one; // a NaN is kept
    }
    double error = difference / scale;
    assertTrue(error <= tolerance, message + ": error " + error);
  }

  private static double[] doubles(Tensor tensor) {
    double[] values = new double[tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data()[i];
    }
    return values;
  }
}
