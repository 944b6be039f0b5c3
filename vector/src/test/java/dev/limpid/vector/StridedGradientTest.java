package dev.limpid.vector;

import static dev.limpid.core.conv.ConvCase.assertClose;
import static dev.limpid.core.conv.ConvCase.filled;
import static dev.limpid.core.conv.ConvCase.toFloat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvCase;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds input gradients of convolutions with a stride to the float64 oracle. */
class StridedGradientTest {
  private static final int CASES = 80;

  private Kernels kernels;

  @BeforeEach
  void onlyWithTheVectorApi() {
    kernels = AssumedKernels.vector();
  }

  @Test
  void itAgreesWithTheFormulaInDouble() {
    for (int seed = 0; seed < CASES; seed++) {
      ConvCase c = random(Rng.of(seed), false);
      String message = "seed " + seed + ", " + c.geometry;
      assertClose(c.oracle.inputGradient(), gradient(c, Parallel.serial()), message);
    }
  }

  @Test
  void wholeNumbersGiveExactResults() {
    for (int seed = 200; seed < 200 + CASES; seed++) {
      ConvCase c = random(Rng.of(seed), true);
      String message = "seed " + seed + ", " + c.geometry;
      assertArrayEquals(toFloat(c.oracle.inputGradient()), gradient(c, Parallel.serial()), message);
    }
  }

  @Test
  void theBitsDoNotDependOnTheNumberOfThreads() {
    Window side = Window.along(0, 56, 3, 2, 1, Padding.SAME);
    ConvCase c = ConvCase.of(new ConvGeometry(side, side, 96, 24, 1), 7, Rng.of(1), false);
    float[] alone = gradient(c, Parallel.serial());
    for (int threads = 2; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        assertArrayEquals(alone, gradient(c, parallel), threads + " threads");
      }
    }
  }

  private float[] gradient(ConvCase c, Parallel parallel) {
    assertTrue(StridedGradient.supports(c.geometry));
    float[] dx = filled(c.x.length);
    kernels
        .convolution(ConvChoice.IMPLICIT, c.geometry, parallel)
        .inputGradient(c.dy, c.images, c.kernel, dx);
    return dx;
  }

  /** A stride of 2 or 3 in one direction at least; kernels smaller than it too. */
  private static ConvCase random(Rng rng, boolean whole) {
    Padding padding =
        switch (rng.nextInt(4)) {
          case 0 -> Padding.VALID;
          case 1 -> Padding.explicit(rng.nextInt(4), rng.nextInt(4));
          default -> Padding.SAME;
        };
    Window rows = window(0, 2 + rng.nextInt(2), rng, padding);
    Window columns = window(1, 1 + rng.nextInt(3), rng, padding);
    int channels = 16 + rng.nextInt(30);
    ConvGeometry geometry = new ConvGeometry(rows, columns, channels, 1 + rng.nextInt(20), 1);
    return ConvCase.of(geometry, 1 + rng.nextInt(5), rng, whole);
  }

  private static Window window(int axis, int stride, Rng rng, Padding padding) {
    int kernel = 1 + rng.nextInt(5);
    return Window.along(axis, kernel + rng.nextInt(9), kernel, stride, 1, padding);
  }
}
