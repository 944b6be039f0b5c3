package dev.limpid.bench.golden;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;

/** Turns the reference's layouts into the library's. */
final class ReferenceLayout {
  private ReferenceLayout() {}

  /** Activations: {@code [N,C,H,W]} to {@code [N,H,W,C]}; others stay. */
  static Tensor activations(Tensor nchw) {
    return nchw.shape().rank() == 4 ? permute(nchw, 0, 2, 3, 1) : nchw;
  }

  /** Convolution kernels: {@code [out, in/groups, H, W]} to {@code [H, W, in/groups, out]}. */
  static Tensor convKernel(Tensor oihw) {
    return permute(oihw, 2, 3, 1, 0);
  }

  /** Dense kernels: {@code [out, in]} to {@code [in, out]}. */
  static Tensor denseKernel(Tensor outIn) {
    return permute(outIn, 1, 0);
  }

  /**
   * The kernel of a dense layer behind a flattened image: {@code [out, C*H*W]} to {@code [H*W*C,
   * out]}.
   *
   * @param image shape of the image in the library's layout, {@code [H,W,C]}
   */
  static Tensor denseKernelBehindImage(Tensor outIn, Shape image) {
    int out = outIn.shape().dim(0);
    Tensor split = Tensor.of(Shape.of(out, image.dim(2), image.dim(0), image.dim(1)), outIn.data());
    return Tensor.of(Shape.of(image.size(), out), permute(split, 2, 3, 1, 0).data());
  }

  /** A copy whose axis {@code i} is axis {@code axes[i]} of the source. */
  static Tensor permute(Tensor source, int... axes) {
    int rank = axes.length;
    if (source.shape().rank() != rank) {
      throw new IllegalArgumentException(
          "expected a tensor of " + rank + " dimensions, got " + source.shape());
    }
    int[] dims = new int[rank];
    int[] strides = new int[rank];
    for (int i = 0; i < rank; i++) {
      dims[i] = source.shape().dim(axes[i]);
      strides[i] = 1;
      for (int axis = axes[i] + 1; axis < rank; axis++) {
        strides[i] *= source.shape().dim(axis);
      }
    }
    Tensor target = Tensor.zeros(dims);
    int[] index = new int[rank];
    for (int i = 0; i < target.size(); i++) {
      int from = 0;
      for (int axis = 0; axis < rank; axis++) {
        from += index[axis] * strides[axis];
      }
      target.data()[i] = source.data()[from];
      for (int axis = rank - 1; axis >= 0 && ++index[axis] == dims[axis]; axis--) {
        index[axis] = 0;
      }
    }
    return target;
  }
}
