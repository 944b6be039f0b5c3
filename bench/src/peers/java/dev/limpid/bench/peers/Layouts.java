package dev.limpid.bench.peers;

/** From Limpid's layouts, which are Keras's, to those of the others. */
final class Layouts {
  private Layouts() {}

  /** Images {@code [N,H,W,C]} to {@code [N,C,H,W]}; {@code positions} is H times W. */
  static float[] nhwcToNchw(float[] images, int n, int positions, int channels) {
    float[] result = new float[n * positions * channels];
    for (int i = 0; i < n; i++) {
      for (int p = 0; p < positions; p++) {
        for (int c = 0; c < channels; c++) {
          result[(i * channels + c) * positions + p] = images[(i * positions + p) * channels + c];
        }
      }
    }
    return result;
  }

  /** A kernel {@code [KH,KW,I,O]} to {@code [O,I,KH,KW]}; {@code taps} is KH times KW. */
  static float[] hwioToOihw(float[] kernel, int taps, int inputs, int outputs) {
    float[] result = new float[kernel.length];
    for (int t = 0; t < taps; t++) {
      for (int i = 0; i < inputs; i++) {
        for (int o = 0; o < outputs; o++) {
          result[(o * inputs + i) * taps + t] = kernel[(t * inputs + i) * outputs + o];
        }
      }
    }
    return result;
  }

  /**
   * The kernel {@code [H*W*C, units]} of a dense layer behind flattened NHWC images to one for
   * flattened NCHW images, {@code [C*H*W, units]}.
   */
  static float[] denseForNchw(float[] kernel, int positions, int channels, int units) {
    float[] result = new float[kernel.length];
    for (int p = 0; p < positions; p++) {
      for (int c = 0; c < channels; c++) {
        System.arraycopy(
            kernel, (p * channels + c) * units, result, (c * positions + p) * units, units);
      }
    }
    return result;
  }

  /** {@code [rows, columns]} to {@code [columns, rows]}. */
  static float[] transpose(float[] matrix, int rows, int columns) {
    float[] result = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = matrix[i * columns + j];
      }
    }
    return result;
  }
}
