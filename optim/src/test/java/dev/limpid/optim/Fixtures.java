package dev.limpid.optim;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.Arrays;

/** Parameters and comparisons that the tests share. */
final class Fixtures {
  private Fixtures() {}

  static Parameter parameter(String name, boolean decayed, float... values) {
    Parameter parameter = Parameter.trainable(name, Shape.of(values.length), decayed);
    System.arraycopy(values, 0, parameter.value().data(), 0, values.length);
    return parameter;
  }

  static Parameter randomParameter(String name, Shape shape, boolean decayed, Rng rng) {
    Parameter parameter = Parameter.trainable(name, shape, decayed);
    fill(parameter.value().data(), 0.5, rng);
    return parameter;
  }

  static void setGradient(Parameter parameter, float... values) {
    System.arraycopy(values, 0, parameter.gradient().data(), 0, values.length);
  }

  static void fill(float[] values, double deviation, Rng rng) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (deviation * rng.nextGaussian());
    }
  }

  static double[] toDoubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }

  /** Relative to the largest expected value, as the reference cases define it. */
  static void assertClose(double[] expected, float[] actual, double tolerance, String what) {
    double largest = 1e-3;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      double difference = Math.abs(expected[i] - actual[i]);
      error = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(error, difference);
    }
    assertTrue(
        error / largest <= tolerance, what + ": error " + error / largest + " > " + tolerance);
  }
}
