package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.conv.ConvCase;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.ConvolutionRows;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Convolutions by rows, of which a few are held in turns, have the bits of whole images. */
class ConvolutionRowsTest {
  private static final int CASES = 240;

  @Test
  void rowsHaveTheBitsOfTheWholeImage() {
    for (int seed = 0; seed < CASES; seed++) {
      Rng rng = Rng.of(seed);
      ConvGeometry geometry = seed % 2 == 0 ? pointwise(rng) : depthwise(rng);
      ConvCase c = ConvCase.of(geometry, 1, rng, false);
      float[] scale = new float[geometry.filters()];
      Arrays.fill(scale, 1.5f);
      Epilogue epilogue =
          rng.nextInt(3) == 0
              ? new Epilogue(c.bias, true, scale, c.bias)
              : new Epilogue(c.bias, true, 6, null, null);
      FixedConvolution fixed = fixed(geometry, c.kernel, epilogue);
      float[] expected = new float[c.outputSize()];
      fixed.forward(c.x, 1, expected);
      assertArrayEquals(
          expected, inTurns(fixed.rows(), c.x, rng), "seed " + seed + ", " + geometry);
    }
  }

  @Test
  void othersHaveNoRows() {
    Window side = Window.along(0, 9, 3, 1, 1, Padding.SAME);
    ConvGeometry geometry = new ConvGeometry(side, side, 5, 7, 1);
    assertNull(fixed(geometry, new float[3 * 3 * 5 * 7], Epilogue.NONE).rows());
  }

  private static FixedConvolution fixed(ConvGeometry geometry, float[] kernel, Epilogue epilogue) {
    return AssumedKernels.vector()
        .convolution(ConvChoice.AUTO, geometry, Parallel.serial())
        .fixed(kernel, epilogue);
  }

  private static ConvGeometry pointwise(Rng rng) {
    Window rows = Window.along(0, 1 + rng.nextInt(20), 1, 1, 1, Padding.VALID);
    Window columns = Window.along(1, 1 + rng.nextInt(30), 1, 1, 1, Padding.VALID);
    int channels = 1 + rng.nextInt(rng.nextInt(4) == 0 ? 2 * Tuning.CHUNK + 90 : 40);
    int panel = MicroKernel.panelWidth();
    int filters = rng.nextInt(2) == 0 ? 1 + rng.nextInt(70) : (1 + rng.nextInt(8)) * panel / 2;
    return new ConvGeometry(rows, columns, channels, filters, 1);
  }

  private static ConvGeometry depthwise(Rng rng) {
    int channels = DepthwiseKernels.LANES + rng.nextInt(40);
    int stride = 1 + rng.nextInt(2);
    Window rows = Window.along(0, 3 + rng.nextInt(20), 3, stride, 1, Padding.SAME);
    Window columns = Window.along(1, 3 + rng.nextInt(20), 3, stride, 1, Padding.SAME);
    return new ConvGeometry(rows, columns, channels, channels, channels);
  }

  /** Gives it rows of the image as it needs them, into as few as it takes, and takes results so. */
  private static float[] inTurns(ConvolutionRows rows, float[] image, Rng rng) {
    ConvGeometry geometry = rows.geometry();
    Window window = geometry.rows();
    int most = 1 + rng.nextInt(5);
    int xHeld = (most - 1) * window.stride() + window.kernel();
    int yHeld = most + rng.nextInt(2);
    int in = geometry.columns().input() * geometry.channels();
    int out = geometry.columns().output() * geometry.filters();
    float[] x = new float[3 + xHeld * in];
    float[] y = new float[5 + yHeld * out];
    Arrays.fill(x, Float.NaN);
    float[] results = new float[window.output() * out];
    for (int p = 0, there = 0; p < window.output(); ) {
      int count = Math.min(1 + rng.nextInt(most), window.output() - p);
      int needed = Math.min(window.input(), window.at(p + count - 1, window.kernel() - 1) + 1);
      for (; there < needed; there++) {
        System.arraycopy(image, there * in, x, 3 + there % xHeld * in, in);
      }
      rows.compute(x, 3, xHeld, p, count, y, 5, yHeld);
      for (int end = p + count; p < end; p++) {
        System.arraycopy(y, 5 + p % yHeld * out, results, p * out, out);
      }
    }
    return results;
  }
}
