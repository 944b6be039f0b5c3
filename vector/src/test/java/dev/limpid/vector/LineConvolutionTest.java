package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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
import org.junit.jupiter.api.Test;

/** The convolution that reads its taps from lines has the bits of the product of patches. */
class LineConvolutionTest {
  private static final int CASES = 400;

  @Test
  void hasTheBitsOfTheProductOfPatches() {
    Kernels kernels = AssumedKernels.vector();
    try (Parallel parallel = Parallel.of(3)) {
      for (int seed = 0; seed < CASES; seed++) {
        Rng rng = Rng.of(seed);
        ConvGeometry geometry = random(rng);
        assertTrue(LineConvolution.supports(geometry), () -> "" + geometry);
        ConvCase c = ConvCase.of(geometry, 1 + rng.nextInt(3), rng, false);
        Epilogue epilogue =
            switch (rng.nextInt(4)) {
              case 0 -> Epilogue.NONE;
              case 1 -> new Epilogue(null, true, 3, null, null);
              case 2 -> new Epilogue(c.bias, true, c.bias, c.bias);
              default -> new Epilogue(c.bias, rng.nextInt(2) == 0, null, null);
            };
        ConvAlgorithm implicit =
            kernels.convolution(
                ConvChoice.IMPLICIT, geometry, seed % 2 == 0 ? parallel : Parallel.serial());
        float[] expected = new float[c.outputSize()];
        implicit.forward(c.x, c.images, c.kernel, epilogue, expected);
        float[] y = ConvCase.filled(c.outputSize());
        implicit.fixed(c.kernel, epilogue).forward(c.x, c.images, y);
        assertArrayEquals(expected, y, "seed " + seed + ", " + geometry + ", " + epilogue);
      }
    }
  }

  private static ConvGeometry random(Rng rng) {
    Window rows = window(0, 1 + rng.nextInt(2), rng);
    Window columns = window(1, 1 + rng.nextInt(3), rng);
    int panel = MicroKernel.panelWidth();
    int filters = rng.nextInt(2) == 0 ? 1 + rng.nextInt(panel) : (1 + rng.nextInt(3)) * panel;
    return new ConvGeometry(rows, columns, 1 + rng.nextInt(4), filters, 1);
  }

  /** Lines of up to more than a block. */
  private static Window window(int axis, int stride, Rng rng) {
    int taps = 1 + rng.nextInt(5);
    int dilation = 1 + rng.nextInt(2);
    int least = (taps - 1) * dilation + 1;
    int size = least + rng.nextInt(rng.nextInt(8) == 0 && axis == 1 ? 120 : 40);
    Padding padding =
        switch (rng.nextInt(3)) {
          case 0 -> Padding.SAME;
          case 1 -> Padding.VALID;
          default -> Padding.explicit(rng.nextInt(4), rng.nextInt(4));
        };
    return Window.along(axis, size, taps, stride, dilation, padding);
  }
}
