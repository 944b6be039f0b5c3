package dev.limpid.bench.golden;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Mode;

/** {@code conv_transpose2d}. */
final class TransposedRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Tensor weight = reference.tensor("weight");
    int[] stride = reference.pair("stride", 1);
    int[] padding = reference.pair("padding", 0);
    Conv2DTranspose layer =
        new Conv2DTranspose(weight.shape().dim(1), weight.shape().dim(2), weight.shape().dim(3))
            .stride(stride[0], stride[1])
            .padding(Padding.explicit(padding[0], padding[1]))
            .outputPadding(reference.pair("output_padding", 0)[0]);
    LayerRunner.build(layer, ReferenceLayout.activations(reference.tensor("x")), compute);
    LayerRunner.set(layer.kernel(), kernel(weight));
    LayerRunner.set(layer.bias(), reference.tensor("bias"));
    LayerRunner.run(layer, reference, Mode.TRAIN, errors);
    errors.compare("d_weight", kernel(reference.tensor("d_weight")), layer.kernel().gradient());
    errors.compare("d_bias", reference.tensor("d_bias"), layer.bias().gradient());
  }

  /** {@code [in, out, H, W]} to {@code [H, W, out, in]}. */
  private static Tensor kernel(Tensor weight) {
    return ReferenceLayout.permute(weight, 2, 3, 1, 0);
  }
}
