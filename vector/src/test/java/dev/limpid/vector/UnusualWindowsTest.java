package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows that see little of the image, and steps or distances far beyond it: all passes. */
class UnusualWindowsTest {
  private static final int HUGE = 1 << 30;

  private static ConvGeometry geometry(
      int height,
      int width,
      int channels,
      int filters,
      int groups,
      int kernel,
      int stride,
      int dilation,
      Padding padding) {
    return new ConvGeometry(
        Window.along(0, height, kernel, stride, dilation, padding),
        Window.along(1, width, kernel, stride, dilation, padding),
        channels,
        filters,
        groups);
  }

  private static List<ConvGeometry> geometries() {
    return List.of(
        geometry(8, 8, 8, 24, 1, 3, 1, 1, Padding.sides(0, 0, 0, 5)),
        geometry(8, 8, 8, 24, 1, 3, 1, 1, Padding.sides(0, 4, 0, 0)),
        geometry(14, 3, 16, 24, 1, 3, 1, 1, Padding.sides(1, 0, 2, 3)),
        geometry(1, 1, 8, 8, 8, 3, 4, 1, Padding.sides(1, 1, 5, 0)),
        geometry(4, 2, 8, 8, 8, 3, 1, 1, Padding.explicit(5, 6)),
        geometry(2, 2, 1, 1, 1, 1, 65_536, 1, Padding.SAME),
        geometry(2, 2, 3, 16, 1, 1, HUGE, 1, Padding.SAME),
        geometry(4, 4, 1, 4, 1, 3, 1, 30_000, Padding.SAME));
  }

  @Test
  void areComputedAsTheFormulaSays() {
    Kernels kernels = AssumedKernels.vector();
    for (ConvGeometry geometry : geometries()) {
      ConvCase c = ConvCase.of(geometry, 2, Rng.of(1), false);
      ConvAlgorithm direct = kernels.convolution(ConvChoice.DIRECT, geometry, Parallel.serial());
      ConvAlgorithm fast = kernels.convolution(ConvChoice.AUTO, geometry, Parallel.serial());
      String of = fast.name() + " " + geometry;
      float[] expected = new float[c.outputSize()];
      direct.forward(c.x, c.images, c.kernel, c.bias, expected);
      float[] y = ConvCase.filled(c.outputSize());
      fast.forward(c.x, c.images, c.kernel, c.bias, y);
      assertClose(expected, y, "forward of " + of);
      y = ConvCase.filled(c.outputSize());
      fast.fixed(c.kernel, Epilogue.ofBias(c.bias)).forward(c.x, c.images, y);
      assertClose(expected, y, "forward with a fixed kernel of " + of);
      float[] dx = new float[c.x.length];
      float[] fastDx = ConvCase.filled(c.x.length);
      direct.inputGradient(expected, c.images, c.kernel, dx);
      fast.inputGradient(expected, c.images, c.kernel, fastDx);
      assertClose(dx, fastDx, "gradient by the input of " + of);
      float[] dKernel = new float[c.kernel.length];
      float[] fastDKernel = ConvCase.filled(c.kernel.length);
      direct.filterGradient(c.x, expected, c.images, dKernel);
      fast.filterGradient(c.x, expected, c.images, fastDKernel);
      assertClose(dKernel, fastDKernel, "gradient by the kernel of " + of);
    }
  }

  private static void assertClose(float[] expected, float[] actual, String what) {
    float largest = 1e-3f;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], actual[i], 1e-5 * largest, what + ", value " + i);
    }
  }
}
