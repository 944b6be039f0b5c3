package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.rows.RowKernels;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Functions of each value on the Vector API against those in float64. */
class VectorFunctionsTest {
  private static final int BLOCK = 1 << 12;

  /** From one float to the next that is tried, in their order: a prime. */
  private static final int STEP = 1009;

  private static final DoubleUnaryOperator SIGMOID = x -> 1 / (1 + Math.exp(-x));

  private RowKernels kernels;

  /** A function of values in arrays. */
  private interface Values {
    void apply(float[] x, float[] y, int from, int to);
  }

  @BeforeEach
  void findKernels() {
    kernels = AssumedKernels.vector().rowKernels();
  }

  @Test
  void tanhIsThreeUnitsInTheLastPlaceOffAtMost() {
    double worst = Math.max(worst(kernels::tanh, Math::tanh, 0, 20), worstBelowZero(20));
    assertTrue(worst <= 3, () -> String.format(Locale.ROOT, "%.3f units", worst));
  }

  private double worstBelowZero(float end) {
    Values turned =
        (x, y, from, to) -> {
          for (int i = from; i < to; i++) {
            y[i] = -x[i];
          }
          kernels.tanh(y, y, from, to);
        };
    return worst(turned, x -> Math.tanh(-x), 0, end);
  }

  @Test
  void sigmoidIsThreeUnitsInTheLastPlaceOffAtMost() {
    double above = worst(kernels::sigmoid, SIGMOID, 0, 100);
    Values turned =
        (x, y, from, to) -> {
          for (int i = from; i < to; i++) {
            y[i] = -x[i];
          }
          kernels.sigmoid(y, y, from, to);
        };
    double below = worst(turned, x -> SIGMOID.applyAsDouble(-x), 0, 87);
    assertTrue(above <= 3, () -> String.format(Locale.ROOT, "%.3f units above 0", above));
    assertTrue(below <= 3, () -> String.format(Locale.ROOT, "%.3f units below 0", below));
  }

  @Test
  void expIsTwoUnitsInTheLastPlaceOffAtMost() {
    Values turned =
        (x, y, from, to) -> {
          for (int i = from; i < to; i++) {
            y[i] = -x[i];
          }
          kernels.exp(y, y, from, to);
        };
    double above = worst(kernels::exp, Math::exp, 0, 88.7f);
    double below = worst(turned, x -> Math.exp(-x), 0, 110);
    assertTrue(above <= 2, () -> String.format(Locale.ROOT, "%.3f units above 0", above));
    assertTrue(below <= 2, () -> String.format(Locale.ROOT, "%.3f units below 0", below));
  }

  /** Over the floats between two, in units of the last place of the exact result. */
  private static double worst(Values function, DoubleUnaryOperator exact, float from, float to) {
    float[] x = new float[BLOCK];
    float[] y = new float[BLOCK];
    double worst = 0;
    int bits = Float.floatToRawIntBits(from);
    int end = Float.floatToRawIntBits(to);
    while (bits < end) {
      for (int i = 0; i < BLOCK; i++) {
        x[i] = Float.intBitsToFloat(Math.min(bits, end));
        bits += STEP;
      }
      function.apply(x, y, 0, BLOCK);
      for (int i = 0; i < BLOCK; i++) {
        double expected = exact.applyAsDouble(x[i]);
        double unit = Math.max(Math.ulp((float) expected), Float.MIN_VALUE);
        worst = Math.max(worst, Math.abs(y[i] - expected) / unit);
      }
    }
    return worst;
  }

  @Test
  void whatIsBeyondOrNoNumberHasItsLimit() {
    float inf = Float.POSITIVE_INFINITY;
    float[] x = {0, -0f, inf, -inf, Float.NaN, 1e30f, -1e30f, Float.MIN_VALUE, -Float.MIN_VALUE};
    float[] y = new float[x.length];
    kernels.tanh(x, y, 0, x.length);
    float[] tanh = {0, -0f, 1, -1, Float.NaN, 1, -1, Float.MIN_VALUE, -Float.MIN_VALUE};
    assertArrayEquals(tanh, y);
    assertEquals(Integer.MIN_VALUE, Float.floatToRawIntBits(y[1]), "tanh(-0)");
    kernels.sigmoid(x, y, 0, x.length);
    float[] sigmoid = {0.5f, 0.5f, 1, 0, Float.NaN, 1, 0, 0.5f, 0.5f};
    assertArrayEquals(sigmoid, y);
    kernels.exp(x, y, 0, x.length);
    assertArrayEquals(new float[] {1, 1, inf, 0, Float.NaN, inf, 0, 1, 1}, y);
  }

  @Test
  void aValueHasTheSameBitsWhereverItStands() {
    for (Values function : new Values[] {kernels::tanh, kernels::sigmoid, kernels::exp}) {
      float[] x = new float[100];
      Rng rng = Rng.of(3);
      for (int i = 0; i < x.length; i++) {
        x[i] = 8 * rng.nextFloat() - 4;
      }
      float[] all = new float[100];
      function.apply(x, all, 0, 100);
      for (int from = 0; from < 20; from++) {
        for (int to = from; to < 60; to++) {
          float[] part = x.clone();
          function.apply(part, part, from, to);
          float[] expected = x.clone();
          System.arraycopy(all, from, expected, from, to - from);
          String range = from + " to " + to;
          assertTrue(Arrays.equals(expected, part), () -> "seed 3, in place, values " + range);
        }
      }
    }
  }
}
