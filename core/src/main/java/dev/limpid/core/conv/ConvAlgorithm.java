package dev.limpid.core.conv;

/**
 * A way to compute a convolution of one {@link ConvGeometry} and its two gradients.
 *
 * <p>Arrays are dense: images {@code x} are {@code [images, H, W, channels]}, results {@code y} are
 * {@code [images, H', W', filters]}, kernels {@code [KH, KW, channels / groups, filters]}. They may
 * be longer than that. The formula, as in Keras and PyTorch (a cross-correlation), is
 *
 * <pre>
 * y[n,p,q,f] = bias[f] + sum over r,s,c of x[n, p*stride - pad + r*dilation, ..., c] * kernel[r,s,c,f]
 * </pre>
 *
 * <p>Outputs are overwritten, and must not overlap the inputs. The same input gives the same bits,
 * whatever the number of threads.
 */
public interface ConvAlgorithm {
  /**
   * The short name, such as {@code direct} or {@code im2col}. A {@link ConvChoice} of this name
   * asks for it, if there is one: there is none of {@code depthwise}, which is what becomes of the
   * others for shapes that only it is made for.
   */
  String name();

  /**
   * Computes the convolution, and what follows it, in one pass.
   *
   * @param x not modified
   * @param images how many images, 1 or more
   * @param kernel not modified
   * @param epilogue what is done to the result, such as adding a bias; its arrays are not modified
   * @param y modified
   */
  void forward(float[] x, int images, float[] kernel, Epilogue epilogue, float[] y);

  /**
   * Computes the convolution.
   *
   * @param x not modified
   * @param images how many images, 1 or more
   * @param kernel not modified
   * @param bias one value for each filter, not modified; or null for none
   * @param y modified
   */
  default void forward(float[] x, int images, float[] kernel, float[] bias, float[] y) {
    forward(x, images, kernel, Epilogue.ofBias(bias), y);
  }

  /**
   * The convolution with a kernel and an epilogue that stay as they are, for inference.
   *
   * @param kernel not modified; later changes of it have no effect
   * @param epilogue not modified; its arrays must stay as they are
   */
  default FixedConvolution fixed(float[] kernel, Epilogue epilogue) {
    float[] copy = kernel.clone();
    return (x, images, y) -> forward(x, images, copy, epilogue, y);
  }

  /**
   * Computes the gradient by the input.
   *
   * @param dy gradient by the output, not modified
   * @param images how many images, 1 or more
   * @param kernel not modified
   * @param dx modified
   */
  void inputGradient(float[] dy, int images, float[] kernel, float[] dx);

  /**
   * Computes the gradient by the kernel, summed over the images.
   *
   * @param x not modified
   * @param dy gradient by the output, not modified
   * @param images how many images, 1 or more
   * @param dKernel modified
   */
  void filterGradient(float[] x, float[] dy, int images, float[] dKernel);
}
