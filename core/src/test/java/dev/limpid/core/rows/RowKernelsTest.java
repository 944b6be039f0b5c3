package dev.limpid.core.rows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All row kernels of this JVM against the formulas in float64. */
class RowKernelsTest {
  private static final int CASES = 60;
  private static final int GUARD = 3;
  private static final float MARK = 12345;

  /** Vector lengths and multiples, odd numbers, and more than a tile holds. */
  private static final int[] CHANNELS = {1, 3, 7, 8, 16, 30, 32, 48, 64, 100, 128, 1500};

  static Stream<RowKernels> kernels() {
    List<RowKernels> all =
        Kernels.available().stream()
            .map(Kernels::rowKernels)
            .filter(kernels -> !kernels.name().equals("java"))
            .toList();
    return Stream.concat(Stream.of(RowKernels.plain()), all.stream());
  }

  /** A part of a matrix, with values around it that must stay. */
  private static final class Case {
    final Rng rng;
    final int rows;
    final int channels;
    final int offset;
    final String message;

    Case(int seed) {
      rng = Rng.of(seed);
      channels = CHANNELS[rng.nextInt(CHANNELS.length)];
      rows = 1 + rng.nextInt(Math.max(2, 6000 / channels));
      offset = rng.nextInt(5);
      message = "seed " + seed + ", " + rows + " rows of " + channels + " from " + offset;
    }

    float[] matrix() {
      float[] values = random(offset + rows * channels + GUARD);
      Arrays.fill(values, 0, offset, MARK);
      Arrays.fill(values, offset + rows * channels, values.length, MARK);
      return values;
    }

    float[] constants() {
      return random(channels);
    }

    float[] random(int size) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = (float) rng.nextGaussian();
      }
      return values;
    }

    /** The matrix of what the formula gives for each element's index. */
    void assertMatrix(IntToDoubleFunction formula, float[] actual, String what) {
      for (int i = 0; i < actual.length; i++) {
        boolean inside = i >= offset && i < offset + rows * channels;
        double expected = inside ? formula.applyAsDouble(i) : MARK;
        assertEquals(expected, actual[i], 1e-5 * Math.max(1, Math.abs(expected)), what + message);
      }
    }

    /** The sums over the rows of what the formula gives. */
    void assertSums(IntToDoubleFunction formula, double[] actual, int at, String what) {
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        double size = Float.MIN_NORMAL;
        for (int i = offset + c; i < offset + rows * channels; i += channels) {
          sum += formula.applyAsDouble(i);
          size += Math.abs(formula.applyAsDouble(i));
        }
        assertEquals(sum, actual[at + c], 3e-7 * size, what + message);
      }
      assertEquals(MARK, actual[at + channels], what + message);
    }

    double[] sums(int at) {
      double[] sums = new double[at + channels + 1];
      Arrays.fill(sums, MARK);
      return sums;
    }

    int channel(int i) {
      return (i - offset) % channels;
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void sumsAreThoseOfTheColumns(RowKernels kernels) {
    for (int seed = 0; seed < CASES; seed++) {
      Case c = new Case(seed);
      float[] x = c.matrix();
      float[] dy = c.matrix();
      float[] mean = c.constants();
      double[] sums = c.sums(2);
      kernels.sum(x, c.offset, c.rows, c.channels, sums, 2);
      c.assertSums(i -> x[i], sums, 2, "sum, ");

      double[] squares = c.sums(1);
      kernels.sumSquares(x, c.offset, c.rows, c.channels, mean, squares, 1);
      c.assertSums(i -> square((double) x[i] - mean[c.channel(i)]), squares, 1, "squares, ");

      double[] products = c.sums(2);
      kernels.sumProducts(x, dy, c.offset, c.rows, c.channels, mean, sums, products, 2);
      c.assertSums(i -> dy[i], sums, 2, "sum of dy, ");
      c.assertSums(i -> dy[i] * ((double) x[i] - mean[c.channel(i)]), products, 2, "products, ");
    }
  }

  private static double square(double value) {
    return value * value;
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void formulasAreTheirOwn(RowKernels kernels) {
    for (int seed = 100; seed < 100 + CASES; seed++) {
      Case c = new Case(seed);
      float[] x = c.matrix();
      float[] dy = c.matrix();
      float[] mean = c.constants();
      float[] scale = c.constants();
      float[] shift = c.constants();
      float[] d = c.constants();
      float[] y = c.matrix();
      kernels.normalize(x, y, c.offset, c.rows, c.channels, mean, scale, shift);
      IntToDoubleFunction normal =
          i -> {
            int channel = c.channel(i);
            return (x[i] - mean[channel]) * (double) scale[channel] + shift[channel];
          };
      c.assertMatrix(normal, y, "normalize, ");

      IntToDoubleFunction gradient =
          i -> {
            int channel = c.channel(i);
            return scale[channel] * (double) dy[i]
                + shift[channel] * ((double) x[i] - mean[channel])
                + d[channel];
          };
      float[] dx = c.matrix();
      kernels.gradient(x, dy, dx, c.offset, c.rows, c.channels, mean, scale, shift, d, false);
      c.assertMatrix(gradient, dx, "gradient, ");
      x[c.offset] = 0;
      x[c.offset + c.rows * c.channels - 1] = Float.MIN_VALUE;
      kernels.gradient(x, dy, dx, c.offset, c.rows, c.channels, mean, scale, shift, d, true);
      c.assertMatrix(i -> x[i] > 0 ? gradient.applyAsDouble(i) : 0, dx, "through ReLU, ");

      float[] inPlace = dy.clone();
      kernels.gradient(
          x, inPlace, inPlace, c.offset, c.rows, c.channels, mean, scale, shift, d, true);
      assertArrayEquals(dx, inPlace, "in place, " + c.message);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void finishingAddsClipsScalesAndShiftsWhatIsAskedFor(RowKernels kernels) {
    for (int seed = 200; seed < 200 + CASES; seed++) {
      Case c = new Case(seed);
      float[] x = c.matrix();
      float[] bias = seed % 2 == 0 ? c.constants() : null;
      boolean relu = seed % 3 == 0;
      float[] scale = seed % 5 < 3 ? c.constants() : null;
      float[] shift = scale == null ? null : c.constants();
      float[] y = x.clone();
      kernels.finish(y, c.offset, c.rows, c.channels, bias, relu, scale, shift);
      c.assertMatrix(
          i -> {
            int channel = c.channel(i);
            double z = x[i] + (bias == null ? 0.0 : bias[channel]);
            z = relu ? Math.max(z, 0) : z;
            return scale == null ? z : z * scale[channel] + shift[channel];
          },
          y,
          "finish, ");
      x[c.offset] = Float.NaN;
      kernels.finish(x, c.offset, c.rows, c.channels, bias, relu, scale, shift);
      assertTrue(Float.isNaN(x[c.offset]), c.message);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void finishingBelowACeilingAddsClipsScalesAndShiftsWhatIsAskedFor(RowKernels kernels) {
    for (int seed = 900; seed < 900 + CASES; seed++) {
      Case c = new Case(seed);
      float[] x = c.matrix();
      float[] bias = seed % 3 > 0 ? c.constants() : null;
      float ceiling = 0.25f * (1 + seed % 4);
      float[] scale = seed % 5 < 2 ? c.constants() : null;
      float[] shift = scale == null ? null : c.constants();
      float[] y = x.clone();
      kernels.finishBelow(y, c.offset, c.rows, c.channels, bias, ceiling, scale, shift);
      c.assertMatrix(
          i -> {
            int channel = c.channel(i);
            double z = x[i] + (bias == null ? 0.0 : bias[channel]);
            z = Math.min(Math.max(z, 0), ceiling);
            return scale == null ? z : z * scale[channel] + shift[channel];
          },
          y,
          "finish below " + ceiling + ", ");
      x[c.offset] = Float.NaN;
      kernels.finishBelow(x, c.offset, c.rows, c.channels, bias, ceiling, scale, shift);
      assertTrue(Float.isNaN(x[c.offset]), c.message);
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void poolingTakesTheFirstGreatestAndGivesTheGradientBackToIt(RowKernels kernels) {
    float[] special = {0, -0f, 1, 1, 1 + 1e-7f, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY};
    for (int seed = 300; seed < 300 + CASES; seed++) {
      Rng rng = Rng.of(seed);
      int channels = CHANNELS[rng.nextInt(CHANNELS.length)];
      int windows = 1 + rng.nextInt(9);
      int gap = rng.nextInt(4);
      int step = channels + gap;
      int taps = 1 + rng.nextInt(4);
      int at = rng.nextInt(3);
      int size = windows * channels;
      float[][] x = new float[taps][5 + windows * step];
      for (float[] tap : x) {
        for (int i = 0; i < tap.length; i++) {
          boolean rare = rng.nextInt(2) == 0;
          tap[i] = rare ? special[rng.nextInt(special.length)] : (float) rng.nextGaussian();
        }
      }
      float[] greatest = new float[at + size];
      float[] best = new float[at + size];
      float[] alone = new float[at + size];
      Arrays.fill(greatest, at, at + size, Float.NEGATIVE_INFINITY);
      Arrays.fill(alone, at, at + size, Float.NEGATIVE_INFINITY);
      Arrays.fill(best, at, at + size, -1);
      for (int tap = 0; tap < taps; tap++) {
        kernels.poolTap(x[tap], 2, step, windows, channels, greatest, best, at, tap);
        kernels.poolTap(x[tap], 2, step, windows, channels, alone, null, at, tap);
      }
      String message = "seed " + seed + ", " + windows + " windows of " + channels;
      float[] dy = new float[at + size];
      float[][] dx = new float[taps][5 + windows * step];
      Arrays.fill(dy, 7);
      for (int tap = 0; tap < taps; tap++) {
        boolean add = seed % 2 == 0;
        Arrays.fill(dx[tap], add ? 100 : MARK);
        kernels.unpoolTap(dy, best, at, windows, channels, tap, dx[tap], 2, step, add);
      }
      for (int i = 0; i < size; i++) {
        int in = 2 + i / channels * step + i % channels;
        int expected = 0;
        for (int tap = 1; tap < taps; tap++) {
          expected = x[tap][in] > x[expected][in] ? tap : expected;
        }
        assertEquals(x[expected][in] + 0f, greatest[at + i] + 0f, message); // -0 is 0
        assertEquals(greatest[at + i] + 0f, alone[at + i] + 0f, message);
        assertEquals(expected, best[at + i], message);
        for (int tap = 0; tap < taps; tap++) {
          float given = (tap == expected ? 7 : 0) + (seed % 2 == 0 ? 100 : 0);
          assertEquals(given, dx[tap][in] + 0f, message);
        }
      }
    }
  }

  /** Of windows that lie in an image which ends with the last of them. */
  @ParameterizedTest
  @MethodSource("kernels")
  void poolingFourTakesTheGreatestOfThem(RowKernels kernels) {
    Rng rng = Rng.of(77);
    for (int i = 0; i < 200; i++) {
      int channels = 1 + rng.nextInt(40);
      int windows = 1 + rng.nextInt(9);
      int stride = (1 + rng.nextInt(3)) * channels;
      int below = (windows - 1) * stride + 2 * channels + rng.nextInt(3);
      float[] x = new float[1 + below + (windows - 1) * stride + 2 * channels];
      for (int j = 0; j < x.length; j++) {
        x[j] = rng.nextInt(50) == 0 ? Float.NaN : rng.nextFloat() - 0.5f;
      }
      float[] y = new float[windows * channels + 3];
      kernels.poolFour(x, 1, below, stride, windows, channels, y, 2);
      for (int j = 0; j < windows * channels; j++) {
        int at = 1 + j / channels * stride + j % channels;
        float upper = Math.max(x[at], x[at + channels]);
        float lower = Math.max(x[at + below], x[at + below + channels]);
        String message = kernels.name() + ", case " + i + ", value " + j;
        assertEquals(Math.max(upper, lower), y[2 + j], message);
      }
      assertEquals(0, y[1] + y[2 + windows * channels], "nothing else is written");
    }
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void aNanIsGreaterThanAllNumbers(RowKernels kernels) {
    for (int channels : new int[] {1, 64}) {
      for (int nan = 0; nan < 3; nan++) {
        float[] greatest = new float[channels];
        float[] best = new float[channels];
        Arrays.fill(greatest, Float.NEGATIVE_INFINITY);
        Arrays.fill(best, -1);
        for (int tap = 0; tap < 3; tap++) {
          float[] x = new float[channels];
          Arrays.fill(x, tap == nan ? Float.NaN : Float.POSITIVE_INFINITY);
          kernels.poolTap(x, 0, channels, 1, channels, greatest, best, 0, tap);
        }
        assertTrue(Float.isNaN(greatest[channels - 1]), "NaN in tap " + nan);
      }
    }
  }
}
