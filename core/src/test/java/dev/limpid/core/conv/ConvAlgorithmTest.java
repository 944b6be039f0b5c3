package dev.limpid.core.conv;

import static dev.limpid.core.conv.ConvCase.assertClose;
import static dev.limpid.core.conv.ConvCase.filled;
import static dev.limpid.core.conv.ConvCase.toFloat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every algorithm, on all kernels, to a float64 oracle of the formula. */
class ConvAlgorithmTest {
  private static final int CASES = 60;

  /** By seed, so that what is expected is computed once for all subjects. */
  private static final Map<Integer, ConvCase> RANDOM = new HashMap<>();

  private static final Map<Integer, ConvCase> RANDOM_WHOLE = new HashMap<>();

  /** An algorithm under test, of some kernels. */
  record Subject(ConvChoice choice, Kernels kernels) {
    ConvAlgorithm on(ConvGeometry geometry, Parallel parallel) {
      return kernels.convolution(choice, geometry, parallel);
    }

    /** Whether whole numbers give exact results: Winograd's points are fractions. */
    boolean isExact(ConvGeometry geometry) {
      return choice != ConvChoice.WINOGRAD_PLAIN || !geometry.suitsWinograd();
    }

    @Override
    public String toString() {
      return choice + " on " + kernels.name();
    }
  }

  static Stream<Subject> subjects() {
    List<Subject> subjects = new ArrayList<>();
    for (ConvChoice choice : ConvChoice.values()) {
      for (Kernels kernels : Kernels.available()) {
        subjects.add(new Subject(choice, kernels));
      }
    }
    return subjects.stream();
  }

  @ParameterizedTest
  @MethodSource("subjects")
  void everyPassAgreesWithTheFormulaInDouble(Subject subject) {
    for (int seed = 0; seed < CASES; seed++) {
      ConvCase c = RANDOM.computeIfAbsent(seed, s -> ConvCase.random(s, false));
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
      ConvCase c = RANDOM_WHOLE.computeIfAbsent(seed, s -> ConvCase.random(s, true));
      if (!subject.isExact(c.geometry)) {
        continue;
      }
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
    ConvCase c = ConvCase.of(new ConvGeometry(rows, columns, 32, 48, 1), 21, Rng.of(3), false);
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
      ConvCase c = RANDOM_WHOLE.computeIfAbsent(seed, s -> ConvCase.random(s, true));
      if (!subject.isExact(c.geometry)) {
        continue;
      }
      Rng rng = Rng.of(seed);
      float[] scale = ConvCase.random(rng, c.geometry.filters(), true);
      float[] shift = ConvCase.random(rng, c.geometry.filters(), true);
      ConvAlgorithm algorithm = subject.on(c.geometry, Parallel.serial());
      float[] expected = toFloat(c.oracle.forward(true));
      for (int i = 0; i < expected.length; i++) {
        expected[i] = Math.max(expected[i], 0);
      }
      String message = "seed " + seed + ", " + c.geometry;
      Epilogue epilogue = new Epilogue(c.bias, true, null, null);
      float[] y = filled(c.outputSize());
      algorithm.forward(c.x, c.images, c.kernel, epilogue, y);
      assertArrayEquals(expected, y, message);

      for (int i = 0; i < expected.length; i++) {
        int f = i % scale.length;
        expected[i] = expected[i] * scale[f] + shift[f];
      }
      float[] kernel = c.kernel.clone();
      FixedConvolution fixed = algorithm.fixed(kernel, new Epilogue(c.bias, true, scale, shift));
      Arrays.fill(kernel, Float.NaN); // a fixed convolution has its own
      fixed.forward(c.x, c.images, y);
      assertArrayEquals(expected, y, message + ", fixed");

      float[] capped = toFloat(c.oracle.forward(true));
      for (int i = 0; i < capped.length; i++) {
        int f = i % scale.length;
        capped[i] = Math.min(Math.max(capped[i], 0), 6) * scale[f] + shift[f];
      }
      Epilogue ceiling = new Epilogue(c.bias, true, 6, scale, shift);
      algorithm.forward(c.x, c.images, c.kernel, ceiling, y);
      assertArrayEquals(capped, y, message + ", ceiling");
    }
  }

  /** Borders that tiles hang over, one and several images and channels, zeros before or not. */
  @Test
  void plainWinogradAgreesWithTheFormulaInDouble() {
    for (int seed = 300; seed < 340; seed++) {
      Rng rng = Rng.of(seed);
      Padding padding = rng.nextInt(2) == 0 ? Padding.SAME : Padding.explicit(rng.nextInt(3), 0);
      Window rows = Window.along(0, 3 + rng.nextInt(10), 3, 1, 1, padding);
      Window columns = Window.along(1, 3 + rng.nextInt(10), 3, 1, 1, padding);
      ConvGeometry geometry =
          new ConvGeometry(rows, columns, 1 + rng.nextInt(5), 1 + rng.nextInt(5), 1);
      ConvCase c = ConvCase.of(geometry, 1 + rng.nextInt(3), rng, false);
      ConvAlgorithm plain = ConvAlgorithms.plainWinograd(geometry, Parallel.serial());
      String message = "seed " + seed + ", " + geometry;
      assertEquals("winograd-plain", plain.name(), message);
      float[] y = filled(c.outputSize());
      plain.forward(c.x, c.images, c.kernel, c.bias, y);
      assertClose(c.oracle.forward(true), y, message);
      float[] dx = filled(c.x.length);
      plain.inputGradient(c.dy, c.images, c.kernel, dx);
      assertClose(c.oracle.inputGradient(), dx, message + ", input gradient");
      float[] dKernel = filled(c.kernel.length);
      plain.filterGradient(c.x, c.dy, c.images, dKernel);
      assertClose(c.oracle.filterGradient(), dKernel, message + ", filter gradient");
    }
  }

  @Test
  void anUnknownNameIsRefusedWithThoseThatThereAre() {
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> ConvChoice.named("magic"));
    assertTrue(problem.getMessage().contains("im2col"), problem.getMessage());
  }

  @Test
  void theFlopsOfTheNetworksLargestLayerAreAsComputedByHand() {
    Window rows = Window.along(0, 50, 3, 1, 1, Padding.SAME);
    Window columns = Window.along(1, 55, 3, 1, 1, Padding.SAME);
    assertEquals(2L * 50 * 55 * 9 * 64 * 64, new ConvGeometry(rows, columns, 64, 64, 1).flops());
  }
}
