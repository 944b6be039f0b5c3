package dev.limpid.layers.inference;

import dev.limpid.core.Tensor;

/** A step of a {@link FrozenNetwork}: one layer, or several done in one pass. Has no state. */
interface FrozenStage {
  /**
   * Computes the output for a batch.
   *
   * @param x not modified, unless it is {@code y} too
   * @param y modified; its shape is set
   */
  void run(Tensor x, Tensor y);

  /** Whether {@code y} may be {@code x}. */
  boolean worksInPlace();

  /** The layers that it does, such as {@code conv2d_1 + relu_1 + batchnorm_1}. */
  @Override
  String toString();
}
