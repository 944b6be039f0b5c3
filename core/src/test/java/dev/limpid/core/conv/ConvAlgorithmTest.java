package dev.limpid.core.conv;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Gemms;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every algorithm, on every Gemm, to a float64 oracle of the formula. */
class ConvAlgorithmTest {
  private static final int CASES = 60;

  /** An algorithm under test, on one Gemm. */
  record Subject(String algorithm, Gemm gemm) {
    ConvAlgorithm on(ConvGeometry geometry, Parallel parallel) {
      return ConvAlgorithms.named(algorithm, geometry, gemm, parallel);
    }

    @Override
    public String toString() {
      return algorithm + " on " + gemm.name();
    }
  }

  static Stream<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>();
    for (String name : ConvAlgorithms.names()) {
      for (Gemm gemm : Gemms.available()) {
        subjects.add(new Subject(name, gemm));
      }
    }
    return subjects.stream();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void everyPassAgreesWithTheFormulaInDouble(Subject subject) {
    for (int seed = 0; seed < CASES; seed++) {
      Case c = Case.random(seed, false);
      ConvAlgorithm algorithm = subject.on(c.geometry, Parallel.serial());
      String message = "seed " + seed + ", " + c.geometry;

      float[] y = filled(c.outputSize());
      algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
      assertClose(c.oracle.forward(true), y, message);
      algorithm.forward(c.x, c.images, c.kernel, Epilogue.NONE, y);
      assertClose(c.oracle.forward(false), y, message + " without bias");

      float[] dx = filled(c.x.length);
      algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
      assertClose(c.oracle.inputGradient(), dx, message);

      float[] dKernel = filled(c.kernel.length);
      algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
      assertClose(c.oracle.filterGradient(), dKernel, message);
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void wholeNumbersGiveExactResults(Subject subject) {
    for (int seed = 100; seed < 100 + CASES; seed++) {
      Case c = Case.random(seed, true);
      ConvAlgorithm algorithm = subject.on(c.geometry, Parallel.serial());
      String message = "seed " + seed + ", " + c.geometry;
      float[] y = filled(c.outputSize());
      algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
      assertArrayEquals(toFloat(c.oracle.forward(true)), y, message);
      float[] dx = filled(c.x.length);
      algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
      assertArrayEquals(toFloat(c.oracle.inputGradient()), dx, message);
      float[] dKernel = filled(c.kernel.length);
      algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
      assertArrayEquals(toFloat(c.oracle.filterGradient()), dKernel, message);
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void theBitsDoNotDependOnTheNumberOfThreads(Subject subject) {
    // large enough that im2col cuts it into several pieces
    Window rows = Window.along(0, 25, 3, 1, 1, Padding.SAME);
    Window columns = Window.along(1, 27, 3, 1, 1, Padding.SAME);
    Case c = Case.of(new ConvGeometry(rows, columns, 32, 24, 1), 21, Rng.of(3), false);
    float[][] expected = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        ConvAlgorithm algorithm = subject.on(c.geometry, parallel);
        float[] y = filled(c.outputSize());
        algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
        float[] dx = filled(c.x.length);
        algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
        float[] dKernel = filled(c.kernel.length);
        algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
        float[][] results = {y, dx, dKernel};
        if (expected == null) {
          expected = results;
        }
        for (int i = 0; i < results.length; i++) {
          assertTrue(
              Arrays.equals(expected[i], results[i]),
              threads + " threads gave other bits than 1 in result " + i);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void theEpilogueIsTheSameAsPassesOfItsOwn(Subject subject) {
    for (int seed = 200; seed < 200 + CASES; seed++) {
      Case c = Case.random(seed, true);
      Rng rng = Rng.of(seed);
      float[] scale = Case.random(rng, c.geometry.filters(), true);
      float[] shift = Case.random(rng, c.geometry.filters(), true);
      ConvAlgorithm algorithm = subject.on(c.geometry, Parallel.serial());
      float[] expected = toFloat(c.oracle.forward(true));
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.max(expected[i], 0);
      }
      String message = "seed " + seed + ", " + c.geometry;
      Epilogue epilogue = Epilogue.ofBias(c.bias).withRelu();
      float[] y = filled(c.outputSize());
      algorithm.forward(c.x, c.images, c.kernel, epilogue, y);
      assertArrayEquals(expected, y, message);

      for (int i = 0; i < expected.length; i++) {
        int f = i % scale.length;
        expected[i] = expected[i] * scale[f] + shift[f];
      }
      float[] kernel = c.kernel.clone();
      FixedConvolution fixed = algorithm.fixed(kernel, epilogue.withAffine(scale, shift));
      Arrays.fill(kernel, Float.NaN); // a fixed convolution has its own
      fixed.forward(c.x, c.images, y);
      assertArrayEquals(expected, y, message + ", fixed");
    }
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThatThereAre() {
    Case c = Case.random(0, false);
    IllegalArgumentException problem =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ConvAlgorithms.named("magic", c.geometry, Gemms.named("java"), Parallel.serial()));
    assertTrue(problem.getMessage().contains("im2col"), problem.getMessage());
  }

  @Test
  void theFlopsOfTheNetworksLargestLayerAreAsComputedByHand() {
    Window rows = Window.along(0, 50, 3, 1, 1, Padding.SAME);
    Window columns = Window.along(1, 55, 3, 1, 1, Padding.SAME);
    assertEquals(2L * 50 * 55 * 9 * 64 * 64, new ConvGeometry(rows, columns, 64, 64, 1).flops());
  }

  /** Sizes and values of one convolution. */
  private static final class Case {
    final ConvGeometry geometry;
    final int images;
    final float[] x;
    final float[] kernel;
    final float[] bias;
    final float[] dy;
    final ConvOracle oracle;

    private Case(ConvGeometry geometry, int images, Rng rng, boolean whole) {
      this.geometry = geometry;
      this.images = images;
      this.x = random(rng, images * geometry.inputShape().size(), whole);
      this.kernel = random(rng, geometry.kernelShape().size(), whole);
      this.bias = random(rng, geometry.filters(), whole);
      this.dy = random(rng, images * geometry.outputShape().size(), whole);
      this.oracle = new ConvOracle(geometry, images, x, kernel, bias, dy);
    }

    static Case of(ConvGeometry geometry, int images, Rng rng, boolean whole) {
      return new Case(geometry, images, rng, whole);
    }

    static Case random(int seed, boolean whole) {
      Rng rng = Rng.of(seed);
      int groups = 1 + rng.nextInt(3);
      int channels = groups * (1 + rng.nextInt(5));
      int filters = groups * (1 + rng.nextInt(6));
      Padding padding =
          switch (rng.nextInt(3)) {
            case 0 -> Padding.SAME;
            case 1 -> Padding.VALID;
            default -> Padding.explicit(rng.nextInt(3), rng.nextInt(3));
          };
      Window rows = window(0, rng, padding);
      Window columns = window(1, rng, padding);
      return new Case(
          new ConvGeometry(rows, columns, channels, filters, groups),
          1 + rng.nextInt(4),
          rng,
          whole);
    }

    private static Window window(int axis, Rng rng, Padding padding) {
      int kernel = 1 + rng.nextInt(4);
      int dilation = 1 + rng.nextInt(2);
      int extent = (kernel - 1) * dilation + 1;
      return Window.along(
          axis, extent + rng.nextInt(8), kernel, 1 + rng.nextInt(3), dilation, padding);
    }

    int outputSize() {
      return images * geometry.outputShape().size();
    }

    private static float[] random(Rng rng, int size, boolean whole) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = whole ? rng.nextInt(17) - 8 : rng.nextFloat(-1, 1);
      }
      return values;
    }
  }

  /** An output array that holds what must not be read. */
  private static float[] filled(int size) {
    float[] values = new float[size];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  private static float[] toFloat(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i] + 0f; // no negative zero
    }
    return floats;
  }

  private static void assertClose(double[] expected, float[] actual, String message) {
    double scale = 1e-3;
    double error = 0;
    for (int i = 0; i < expected.length; i++) {
      scale = Math.max(scale, Math.abs(expected[i]));
      double difference = Math.abs(expected[i] - actual[i]);
      error = Double.isNaN(difference) ? Double.NaN : Math.max(error, difference);
    }
    assertEquals(expected.length, actual.length, message);
    assertTrue(error / scale <= 1e-5, message + ": relative error " + error / scale);
  }
}
