package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import dev.limpid.core.rows.RowKernels;

/**
 * Winograd's F(4x4, 3x3) as its formula says it, in plain loops: slow, easy to step through, with
 * the same points as the fast {@code winograd4} of {@code limpid-vector}, which is held to it.
 *
 * <pre>
 * y = A' [ (G g G') * (B' d B) ] A     d: a tile of 6x6 inputs, g: 3x3 taps, y: 4x4 results
 * </pre>
 *
 * <p>A tile takes 36 multiplications for each channel and filter; the formula of the convolution
 * takes 144. The matrices evaluate polynomials at the points 0, 3/4, -3/4, 3/2, -3/2 and infinity,
 * multiply there, and interpolate. (Lavin and Gray, "Fast Algorithms for Convolutional Neural
 * Networks", 2015.) Their transposes lead back: of {@code B'} none is needed, because the gradient
 * by the input is a convolution too; that by the taps is {@code G' [ (B' d B) * (A dy A') ] G}.
 */
final class PlainWinograd implements ConvAlgorithm {
  /** {@code B'}: 6 inputs to 6 components. */
  private static final float[][] INPUT = {
    {81 / 64f, 0, -45 / 16f, 0, 1, 0},
    {0, -27 / 16f, -9 / 4f, 3 / 4f, 1, 0},
    {0, 27 / 16f, -9 / 4f, -3 / 4f, 1, 0},
    {0, -27 / 32f, -9 / 16f, 3 / 2f, 1, 0},
    {0, 27 / 32f, -9 / 16f, -3 / 2f, 1, 0},
    {0, 81 / 64f, 0, -45 / 16f, 0, 1}
  };

  /** {@code G}: 3 taps to 6 components. */
  private static final float[][] KERNEL = {
    {64 / 81f, 0, 0},
    {-128 / 243f, -96 / 243f, -72 / 243f},
    {-128 / 243f, 96 / 243f, -72 / 243f},
    {32 / 243f, 48 / 243f, 72 / 243f},
    {32 / 243f, -48 / 243f, 72 / 243f},
    {0, 0, 1}
  };

  /** {@code A'}: 6 components to 4 results. */
  private static final float[][] OUTPUT = {
    {1, 1, 1, 1, 1, 0},
    {0, 3 / 4f, -3 / 4f, 3 / 2f, -3 / 2f, 0},
    {0, 9 / 16f, 9 / 16f, 9 / 4f, 9 / 4f, 0},
    {0, 27 / 64f, -27 / 64f, 27 / 8f, -27 / 8f, 1}
  };

  private static final int RESULTS = 4;
  private static final int INPUTS = 6;
  private static final int TAPS = 3;

  /** Images, or anything that lies as they do: kernels are one of 3x3 pixels. */
  private record Images(float[] data, int height, int width, int depth) {
    /** A square of one channel; zeros beyond the border. */
    float[] tile(int image, int top, int left, int channel, int size) {
      float[] tile = new float[size * size];
      for (int i = 0; i < size * size; i++) {
        int at = index(image, top + i / size, left + i % size, channel);
        tile[i] = at < 0 ? 0 : data[at];
      }
      return tile;
    }

    /** Writes a square of one channel; what lies beyond the border is left out. */
    void put(float[] tile, int image, int top, int left, int channel, int size) {
      for (int i = 0; i < size * size; i++) {
        int at = index(image, top + i / size, left + i % size, channel);
        if (at >= 0) {
          data[at] = tile[i];
        }
      }
    }

    private int index(int image, int row, int column, int channel) {
      boolean inside = row >= 0 && row < height && column >= 0 && column < width;
      return inside ? ((image * height + row) * width + column) * depth + channel : -1;
    }
  }

  private final ConvGeometry geometry;
  private final Parallel parallel;
  private final int channels;
  private final int filters;

  PlainWinograd(ConvGeometry geometry, Parallel parallel) {
    this.geometry = geometry;
    this.parallel = parallel;
    this.channels = geometry.channels();
    this.filters = geometry.filters();
  }

  @Override
  public String name() {
    return ConvChoice.WINOGRAD_PLAIN.toString();
  }

  @Override
  public void forward(float[] x, int images, float[] kernel, Epilogue epilogue, float[] y) {
    Images taps = taps(kernel);
    float[][][] u = new float[channels][filters][];
    for (int c = 0; c < channels; c++) {
      for (int f = 0; f < filters; f++) {
        u[c][f] = sandwich(KERNEL, taps.tile(0, 0, 0, c * filters + f, TAPS));
      }
    }
    parallel.forEach(
        images,
        image -> {
          for (int p = 0; p < geometry.rows().output(); p += RESULTS) {
            for (int q = 0; q < geometry.columns().output(); q += RESULTS) {
              forwardTile(x, image, p, q, u, y);
            }
          }
          int first = image * geometry.outputShape().size();
          epilogue.apply(RowKernels.plain(), y, first, geometry.positions(), filters);
        });
  }

  private void forwardTile(float[] x, int image, int p, int q, float[][][] u, float[] y) {
    float[][] v = new float[channels][];
    for (int c = 0; c < channels; c++) {
      v[c] = inputTile(x, image, p, q, c);
    }
    for (int f = 0; f < filters; f++) {
      float[] m = new float[INPUTS * INPUTS];
      for (int c = 0; c < channels; c++) {
        addProducts(v[c], u[c][f], m);
      }
      results(y).put(sandwich(OUTPUT, m), image, p, q, f, RESULTS);
    }
  }

  /** The convolution of the gradient with the taps in reverse, channels and filters exchanged. */
  @Override
  public void inputGradient(float[] dy, int images, float[] kernel, float[] dx) {
    float[] turned = new float[geometry.kernelShape().size()];
    for (int i = 0; i < turned.length; i++) {
      int tap = TAPS * TAPS - 1 - i / (channels * filters);
      int c = i / filters % channels;
      int f = i % filters;
      turned[(tap * filters + f) * channels + c] = kernel[i];
    }
    new PlainWinograd(geometry.turned(), parallel).forward(dy, images, turned, Epilogue.NONE, dx);
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    parallel.forEach(channels, c -> filterGradientOf(c, x, dy, images, dKernel));
  }

  private void filterGradientOf(int c, float[] x, float[] dy, int images, float[] dKernel) {
    float[][] du = new float[filters][INPUTS * INPUTS];
    for (int image = 0; image < images; image++) {
      for (int p = 0; p < geometry.rows().output(); p += RESULTS) {
        for (int q = 0; q < geometry.columns().output(); q += RESULTS) {
          float[] v = inputTile(x, image, p, q, c);
          for (int f = 0; f < filters; f++) {
            float[] gradients = results(dy).tile(image, p, q, f, RESULTS);
            addProducts(v, sandwich(transpose(OUTPUT), gradients), du[f]);
          }
        }
      }
    }
    for (int f = 0; f < filters; f++) {
      taps(dKernel).put(sandwich(transpose(KERNEL), du[f]), 0, 0, 0, c * filters + f, TAPS);
    }
  }

  private static void addProducts(float[] v, float[] u, float[] sums) {
    for (int e = 0; e < sums.length; e++) {
      sums[e] += v[e] * u[e];
    }
  }

  /** {@code B' d B} of the inputs for the results from {@code (p, q)} on. */
  private float[] inputTile(float[] x, int image, int p, int q, int c) {
    Window rows = geometry.rows();
    Window columns = geometry.columns();
    Images inputs = new Images(x, rows.input(), columns.input(), channels);
    return sandwich(INPUT, inputs.tile(image, rows.at(p, 0), columns.at(q, 0), c, INPUTS));
  }

  private Images results(float[] y) {
    return new Images(y, geometry.rows().output(), geometry.columns().output(), filters);
  }

  private Images taps(float[] kernel) {
    return new Images(kernel, TAPS, TAPS, channels * filters);
  }

  /** {@code M X M'} of a square X. */
  private static float[] sandwich(float[][] m, float[] x) {
    int size = m.length;
    int inner = m[0].length;
    float[] result = new float[size * size];
    for (int i = 0; i < size; i++) {
      for (int k = 0; k < inner; k++) {
        float half = 0; // (M X)[i, k]
        for (int l = 0; l < inner; l++) {
          half += m[i][l] * x[l * inner + k];
        }
        for (int j = 0; j < size; j++) {
          result[i * size + j] += half * m[j][k];
        }
      }
    }
    return result;
  }

  private static float[][] transpose(float[][] matrix) {
    float[][] transpose = new float[matrix[0].length][matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      for (int j = 0; j < matrix[0].length; j++) {
        transpose[j][i] = matrix[i][j];
      }
    }
    return transpose;
  }

  @Override
  public String toString() {
    return name();
  }
}
