package dev.limpid.core.conv;

/**
 * The convolution's formula in double, written from the definition by walking over every pair of an
 * output and an input that meet in a tap. Each result is computed once.
 */
public final class ConvOracle {
  private final ConvGeometry geometry;
  private final int images;
  private final float[] x;
  private final float[] kernel;
  private final float[] bias;
  private final float[] dy;
  private double[] withBias;
  private double[] withoutBias;
  private double[] dx;
  private double[] dKernel;

  ConvOracle(
      ConvGeometry geometry, int images, float[] x, float[] kernel, float[] bias, float[] dy) {
    this.geometry = geometry;
    this.images = images;
    this.x = x;
    this.kernel = kernel;
    this.bias = bias;
    this.dy = dy;
  }

  private interface Meeting {
    void at(int input, int weight, int output);
  }

  /** The output; not to be modified. */
  public double[] forward(boolean biased) {
    if (withBias == null) {
      double[] y = new double[images * geometry.outputShape().size()];
      forEach((input, weight, output) -> y[output] += (double) x[input] * kernel[weight]);
      withoutBias = y;
      withBias = y.clone();
      for (int i = 0; i < y.length; i++) {
        withBias[i] += bias[i % geometry.filters()];
      }
    }
    return biased ? withBias : withoutBias;
  }

  /** The gradient by the input; not to be modified. */
  public double[] inputGradient() {
    if (dx == null) {
      double[] sums = new double[x.length];
      forEach((input, weight, output) -> sums[input] += (double) dy[output] * kernel[weight]);
      dx = sums;
    }
    return dx;
  }

  /** The gradient by the kernel; not to be modified. */
  public double[] filterGradient() {
    if (dKernel == null) {
      double[] sums = new double[kernel.length];
      forEach((input, weight, output) -> sums[weight] += (double) dy[output] * x[input]);
      dKernel = sums;
    }
    return dKernel;
  }

  private void forEach(Meeting meeting) {
    Window rows = geometry.rows();
    Window columns = geometry.columns();
    int perGroup = geometry.channels() / geometry.groups();
    int filters = geometry.filters();
    int output = 0;
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < rows.output(); p++) {
        for (int q = 0; q < columns.output(); q++) {
          for (int f = 0; f < filters; f++, output++) {
            int group = f * geometry.groups() / filters;
            for (int r = 0; r < rows.kernel(); r++) {
              int row = p * rows.stride() - rows.before() + r * rows.dilation();
              for (int s = 0; s < columns.kernel(); s++) {
                int column = q * columns.stride() - columns.before() + s * columns.dilation();
                if (row < 0 || row >= rows.input() || column < 0 || column >= columns.input()) {
                  continue;
                }
                int pixel = (image * rows.input() + row) * columns.input() + column;
                for (int c = 0; c < perGroup; c++) {
                  int input = pixel * geometry.channels() + group * perGroup + c;
                  int weight = ((r * columns.kernel() + s) * perGroup + c) * filters + f;
                  meeting.at(input, weight, output);
                }
              }
            }
          }
        }
      }
    }
  }
}
