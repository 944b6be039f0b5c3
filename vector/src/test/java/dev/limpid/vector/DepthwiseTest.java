package dev.limpid.vector;

import static dev.limpid.core.conv.ConvCase.assertClose;
import static dev.limpid.core.conv.ConvCase.filled;
import static dev.limpid.core.conv.ConvCase.toFloat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvCase;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Holds the depthwise convolution to the float64 oracle. */
class DepthwiseTest {
  private static final int CASES = 120;

  private Kernels kernels;

  @BeforeEach
  void onlyWithTheVectorApi() {
    kernels = AssumedKernels.vector();
  }

  @Test
  void everyPassAgreesWithTheFormulaInDouble() {
    for (int seed = 0; seed < CASES; seed++) {
      ConvCase c = random(Rng.of(seed), false);
      float[][] results = compute(c, Parallel.serial());
      String message = "seed " + seed + ", " + c.geometry;
      assertClose(c.oracle.forward(true), results[0], message);
      assertClose(c.oracle.inputGradient(), results[1], message + ", input gradient");
      assertClose(c.oracle.filterGradient(), results[2], message + ", filter gradient");
    }
  }

  @Test
  void wholeNumbersGiveExactResults() {
    for (int seed = 200; seed < 200 + CASES; seed++) {
      ConvCase c = random(Rng.of(seed), true);
      float[][] results = compute(c, Parallel.serial());
      String message = "seed " + seed + ", " + c.geometry;
      assertArrayEquals(toFloat(c.oracle.forward(true)), results[0], message);
      assertArrayEquals(toFloat(c.oracle.inputGradient()), results[1], message);
      assertArrayEquals(toFloat(c.oracle.filterGradient()), results[2], message);
    }
  }

  @Test
  void theBitsDoNotDependOnTheNumberOfThreads() {
    Window side = Window.along(0, 28, 3, 1, 1, Padding.SAME);
    ConvCase c = ConvCase.of(new ConvGeometry(side, side, 40, 40, 40), 11, Rng.of(1), false);
    float[][] alone = compute(c, Parallel.serial());
    for (int threads = 2; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        float[][] shared = compute(c, parallel);
        for (int i = 0; i < alone.length; i++) {
          assertTrue(Arrays.equals(alone[i], shared[i]), threads + " threads, result " + i);
        }
      }
    }
  }

  /** Where it is done while the sums are in registers, and where in a pass of its own. */
  @Test
  void whatFollowsHasTheSameBitsAsOnItsOwn() {
    for (int seed = 0; seed < 40; seed++) {
      ConvCase c = random(Rng.of(seed), false);
      float[] scale = new float[c.geometry.filters()];
      Arrays.fill(scale, 1.5f);
      float[] bias = c.bias;
      for (Epilogue epilogue :
          new Epilogue[] {
            Epilogue.ofBias(bias),
            new Epilogue(bias, true, null, null),
            new Epilogue(bias, true, 0.25f, null, null),
            new Epilogue(null, true, 0.25f, null, null),
            new Epilogue(bias, true, 0.25f, scale, bias)
          }) {
        float[] y = filled(c.outputSize());
        algorithm(c, Parallel.serial()).forward(c.x, c.images, c.kernel, epilogue, y);
        float[] expected = filled(c.outputSize());
        algorithm(c, Parallel.serial()).forward(c.x, c.images, c.kernel, Epilogue.NONE, expected);
        int filters = c.geometry.filters();
        epilogue.apply(kernels.rowKernels(), expected, 0, expected.length / filters, filters);
        assertTrue(Arrays.equals(expected, y), "seed " + seed + ", " + epilogue);
      }
    }
  }

  /** So many images come from memory, and go value by value. */
  @Test
  void anImageAmongManyHasTheBitsThatItHasAlone() {
    Window rows = Window.along(0, 41, 3, 1, 1, Padding.SAME);
    Window columns = Window.along(1, 40, 3, 1, 1, Padding.SAME);
    ConvCase c = ConvCase.of(new ConvGeometry(rows, columns, 48, 48, 48), 28, Rng.of(3), false);
    Epilogue epilogue = new Epilogue(c.bias, true, 0.5f, null, null);
    float[] y = filled(c.outputSize());
    algorithm(c, Parallel.serial()).forward(c.x, c.images, c.kernel, epilogue, y);
    int size = c.x.length / c.images;
    for (int image = 0; image < c.images; image++) {
      float[] alone = filled(size);
      float[] x = Arrays.copyOfRange(c.x, image * size, (image + 1) * size);
      algorithm(c, Parallel.serial()).forward(x, 1, c.kernel, epilogue, alone);
      float[] among = Arrays.copyOfRange(y, image * size, (image + 1) * size);
      assertTrue(Arrays.equals(alone, among), "seed 3, image " + image);
    }
  }

  /** What lies beyond the image is zero, and what lies in another image is not seen. */
  @Test
  void anInfiniteValueReachesItsNeighboursAlone() {
    Window side = Window.along(0, 9, 3, 1, 1, Padding.SAME);
    ConvGeometry geometry = new ConvGeometry(side, side, 24, 24, 24);
    ConvCase c = ConvCase.of(geometry, 3, Rng.of(2), false);
    c.x[(81 + 4 * 9 + 4) * 24 + 5] = Float.POSITIVE_INFINITY; // image 1, row 4, column 4, channel 5
    float[] y = filled(c.outputSize());
    algorithm(c, Parallel.serial()).forward(c.x, 3, c.kernel, Epilogue.NONE, y);
    for (int i = 0; i < y.length; i++) {
      int pixel = i / 24 - 81;
      boolean near = Math.abs(pixel / 9 - 4) <= 1 && Math.abs(pixel % 9 - 4) <= 1;
      boolean reached = i % 24 == 5 && pixel >= 0 && pixel < 81 && near;
      assertEquals(reached, !Float.isFinite(y[i]), "seed 2, value " + i);
    }
  }

  private ConvAlgorithm algorithm(ConvCase c, Parallel parallel) {
    ConvAlgorithm algorithm = kernels.convolution(ConvChoice.AUTO, c.geometry, parallel);
    assertEquals("depthwise", algorithm.name());
    return algorithm;
  }

  private float[][] compute(ConvCase c, Parallel parallel) {
    ConvAlgorithm algorithm = algorithm(c, parallel);
    float[] y = filled(c.outputSize());
    algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
    float[] dx = filled(c.x.length);
    algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
    float[] dKernel = filled(c.kernel.length);
    algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
    return new float[][] {y, dx, dKernel};
  }

  /** Mostly 3x3; any stride, dilation and padding; channels of whole vectors or not. */
  private static ConvCase random(Rng rng, boolean whole) {
    Padding padding =
        switch (rng.nextInt(4)) {
          case 0 -> Padding.VALID;
          case 1 -> Padding.explicit(rng.nextInt(5), rng.nextInt(5));
          default -> Padding.SAME;
        };
    boolean nine = rng.nextInt(3) > 0;
    Window rows = window(0, nine ? 3 : 1 + rng.nextInt(5), rng, padding);
    Window columns = window(1, nine ? 3 : 1 + rng.nextInt(5), rng, padding);
    int channels = 16 + rng.nextInt(40);
    ConvGeometry geometry = new ConvGeometry(rows, columns, channels, channels, channels);
    return ConvCase.of(geometry, 1 + rng.nextInt(10), rng, whole);
  }

  private static Window window(int axis, int kernel, Rng rng, Padding padding) {
    int dilation = 1 + rng.nextInt(4) / 3;
    int extent = (kernel - 1) * dilation + 1;
    int stride = 1 + rng.nextInt(4) / 2;
    return Window.along(axis, extent + rng.nextInt(9), kernel, stride, dilation, padding);
  }
}
