package dev.limpid.layers.inference;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;

/** A step of a {@link FrozenNetwork}: one layer, or several done in one pass. Has no state. */
interface FrozenStage {
  /**
   * Computes the output for a batch.
   *
   * @param xs what it takes: several tensors if it merges, otherwise one; not modified, unless the
   *     first is {@code y} too
   * @param y modified; its shape is set
   */
  void run(Tensor[] xs, Tensor y);

  /** Whether {@code y} may be {@code xs[0]}. */
  boolean worksInPlace();

  /** The shape of what it puts out for one sample. */
  Shape outputShape();

  /** How many weights it reads for a batch; endless where a batch must not be cut. */
  long weights();

  /** The layers that it does, such as {@code conv2d_1 + relu_1 + batchnorm_1}. */
  @Override
  String toString();
}
