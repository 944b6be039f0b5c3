package dev.limpid.core.conv;

import dev.limpid.core.rows.RowKernels;

/**
 * The last step of a convolution, done to its result while that is still in the cache: inference
 * does the layers that follow here instead of in passes of their own. For filter {@code f},
 *
 * <pre>
 * z = y + bias[f];   z = min(max(z, 0), ceiling) if there is a ReLU;   result = z * scale[f] + shift[f]
 * </pre>
 *
 * <p>in this order. A NaN stays one. A BatchNorm that comes <em>before</em> the ReLU goes into
 * kernel and bias; one that comes after it is {@code scale} and {@code shift}.
 *
 * @param bias one value for each filter, or null for none
 * @param relu whether negative values become 0
 * @param ceiling the greatest value that a ReLU leaves: 6 in ReLU6, else infinite
 * @param scale one value for each filter, or null if there is neither scale nor shift
 * @param shift one value for each filter; null exactly if {@code scale} is
 */
public record Epilogue(float[] bias, boolean relu, float ceiling, float[] scale, float[] shift) {
  /** Leaves the result as it is. */
  public static final Epilogue NONE = new Epilogue(null, false, null, null);

  /**
   * Checks that scale and shift come together, and a ceiling with a ReLU.
   *
   * @throws IllegalArgumentException if one of them is missing
   */
  public Epilogue {
    if ((scale == null) != (shift == null)) {
      throw new IllegalArgumentException("scale and shift go together: give both or neither");
    }
    if (!relu && ceiling != Float.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("a ceiling of " + ceiling + " belongs to a ReLU");
    }
  }

  /** Without a ceiling. */
  public Epilogue(float[] bias, boolean relu, float[] scale, float[] shift) {
    this(bias, relu, Float.POSITIVE_INFINITY, scale, shift);
  }

  /** Adds a bias, where it is not null. */
  public static Epilogue ofBias(float[] bias) {
    return bias == null ? NONE : new Epilogue(bias, false, null, null);
  }

  /**
   * Does all of it to neighbouring results.
   *
   * @param kernels how
   * @param y modified
   * @param offset where the first result starts
   * @param positions how many results of {@code filters} values each
   */
  public void apply(RowKernels kernels, float[] y, int offset, int positions, int filters) {
    if (ceiling != Float.POSITIVE_INFINITY) {
      kernels.finishBelow(y, offset, positions, filters, bias, ceiling, scale, shift);
    } else if (bias != null || relu || scale != null) {
      kernels.finish(y, offset, positions, filters, bias, relu, scale, shift);
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(bias == null ? "" : "bias");
    if (relu) {
      text.append(text.isEmpty() ? "" : ", ").append("relu");
      if (ceiling != Float.POSITIVE_INFINITY) {
        text.append(" up to ").append(ceiling);
      }
    }
    if (scale != null) {
      text.append(text.isEmpty() ? "" : ", ").append("scale and shift");
    }
    return text.isEmpty() ? "nothing" : text.toString();
  }
}
