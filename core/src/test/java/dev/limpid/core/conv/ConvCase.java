package dev.limpid.core.conv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import java.util.Arrays;

/** Sizes and values of one convolution. */
public final class ConvCase {
  public final ConvGeometry geometry;
  public final int images;
  public final float[] x;
  public final float[] kernel;
  public final float[] bias;
  public final float[] dy;
  public final ConvOracle oracle;

  private ConvCase(ConvGeometry geometry, int images, Rng rng, boolean whole) {
    this.geometry = geometry;
    this.images = images;
    this.x = random(rng, images * geometry.inputShape().size(), whole);
    this.kernel = random(rng, geometry.kernelShape().size(), whole);
    this.bias = random(rng, geometry.filters(), whole);
    this.dy = random(rng, images * geometry.outputShape().size(), whole);
    this.oracle = new ConvOracle(geometry, images, x, kernel, bias, dy);
  }

  public static ConvCase of(ConvGeometry geometry, int images, Rng rng, boolean whole) {
    return new ConvCase(geometry, images, rng, whole);
  }

  public static ConvCase random(int seed, boolean whole) {
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
    return new ConvCase(
        new ConvGeometry(rows, columns, channels, filters, groups), 1 + rng.nextInt(4), rng, whole);
  }

  private static Window window(int axis, Rng rng, Padding padding) {
    int kernel = 1 + rng.nextInt(4);
    int dilation = 1 + rng.nextInt(2);
    int extent = (kernel - 1) * dilation + 1;
    return Window.along(
        axis, extent + rng.nextInt(8), kernel, 1 + rng.nextInt(3), dilation, padding);
  }

  public int outputSize() {
    return images * geometry.outputShape().size();
  }

  public static float[] random(Rng rng, int size, boolean whole) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = whole ? rng.nextInt(17) - 8 : rng.nextFloat(-1, 1);
    }
    return values;
  }

  /** An output array that holds what must not be read. */
  public static float[] filled(int size) {
    float[] values = new float[size];
    Arrays.fill(values, Float.NaN);
    return values;
  }

  public static float[] toFloat(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i] + 0f; // no negative zero
    }
    return floats;
  }

  public static void assertClose(double[] expected, float[] actual, String message) {
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
