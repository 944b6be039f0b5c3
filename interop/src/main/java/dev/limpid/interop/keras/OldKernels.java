package dev.limpid.interop.keras;

import java.util.Arrays;

/**
 * Kernels of convolutions as old files have them. Keras 1 wrote those of its order {@code th} as
 * {@code [filters, C, KH, KW]}; and Theano turned kernels by 180 degrees where all others do not.
 *
 * @param first whether the file is of Keras 1
 * @param theano whether its weights were trained on Theano
 */
record OldKernels(boolean first, boolean theano) {
  private static boolean isKernel(Variable variable) {
    return variable.dims.length == 4 && variable.role.equals("kernel");
  }

  /** The shape that the values in a file come to. */
  int[] dims(Variable variable, int[] stored) {
    return isTurned(variable, stored) ? variable.dims : stored;
  }

  private boolean isTurned(Variable variable, int[] stored) {
    return first
        && isKernel(variable)
        && !Arrays.equals(variable.dims, stored)
        && Arrays.equals(
            stored,
            new int[] {variable.dims[3], variable.dims[2], variable.dims[0], variable.dims[1]});
  }

  /** The values in the order {@code [KH, KW, C, filters]}. */
  float[] values(Variable variable, int[] stored, float[] values) {
    boolean turned = isTurned(variable, stored);
    boolean flipped = theano && isKernel(variable);
    if (!turned && !flipped) {
      return values;
    }
    int height = variable.dims[0];
    int width = variable.dims[1];
    int channels = variable.dims[2];
    int filters = variable.dims[3];
    float[] kernel = new float[values.length];
    for (int i = 0; i < kernel.length; i++) {
      int f = i % filters;
      int c = i / filters % channels;
      int q = i / filters / channels % width;
      int p = i / filters / channels / width;
      int row = flipped ? height - 1 - p : p;
      int column = flipped ? width - 1 - q : q;
      int from =
          turned
              ? ((f * channels + c) * height + row) * width + column
              : ((row * width + column) * channels + c) * filters + f;
      kernel[i] = values[from];
    }
    return kernel;
  }
}
