package dev.limpid.core.conv;

/**
 * A convolution whose kernel no longer changes, so that what can be prepared of it was prepared
 * once. Safe for many threads at once.
 */
@FunctionalInterface
public interface FixedConvolution {
  /**
   * Computes the convolution, epilogue included.
   *
   * @param x {@code [images, H, W, channels]}, not modified
   * @param images how many images
   * @param y {@code [images, H', W', filters]}, modified
   */
  void forward(float[] x, int images, float[] y);

  /** The same convolution by rows; null, as by default, if it computes whole images alone. */
  default ConvolutionRows rows() {
    return null;
  }
}
