package dev.limpid.layers;

import dev.limpid.core.conv.ConvAlgorithm;

/**
 * The form that a layer takes in inference, where parameters and moving averages are constants. A
 * frozen network joins neighbours by it: a convolution, what scales its channels, and a rectifier
 * become one pass.
 *
 * <p>Arrays belong to the form: a layer hands out copies.
 */
public sealed interface InferenceForm {
  /** The output is the input: the layer is left out. */
  record Identity() implements InferenceForm {}

  /**
   * {@code y = min(max(x, 0), ceiling)}.
   *
   * @param ceiling infinite for the usual rectifier
   */
  record Rectifier(float ceiling) implements InferenceForm {
    /** {@code y = max(x, 0)}. */
    public Rectifier() {
      this(Float.POSITIVE_INFINITY);
    }
  }

  /**
   * {@code y = x scale + shift} along the last axis.
   *
   * @param scale {@code [C]}
   * @param shift {@code [C]}
   */
  record Affine(float[] scale, float[] shift) implements InferenceForm {}

  /**
   * A convolution.
   *
   * @param algorithm computes it
   * @param kernel {@code [KH, KW, C / groups, filters]}
   * @param bias {@code [filters]}, null for none
   */
  record Convolution(ConvAlgorithm algorithm, float[] kernel, float[] bias)
      implements InferenceForm {}

  /**
   * The layer's own forward pass, in {@link Mode#INFERENCE}, of a copy with parameters of its own.
   * The copy is made as if the layer were written to a file and read, and so its type has to be
   * known.
   */
  record Own() implements InferenceForm {}
}
