package dev.limpid.bench.golden;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Mode;

/** {@code conv2d}. */
final class ConvRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Tensor weight = reference.tensor("weight");
    int[] stride = reference.pair("stride", 1);
    int[] padding = reference.pair("padding", 0);
    int[] dilation = reference.pair("dilation", 1);
    boolean bias = reference.has("bias");
    Conv2D conv =
        new Conv2D(weight.shape().dim(0), weight.shape().dim(2), weight.shape().dim(3))
            .stride(stride[0], stride[1])
            .padding(Padding.explicit(padding[0], padding[1]))
            .dilation(dilation[0], dilation[1])
            .groups((int) reference.number("groups", 1))
            .bias(bias);
    LayerRunner.build(conv, ReferenceLayout.activations(reference.tensor("x")), compute);
    LayerRunner.set(conv.kernel(), ReferenceLayout.convKernel(weight));
    if (bias) {
      LayerRunner.set(conv.bias(), reference.tensor("bias"));
    }
    LayerRunner.run(conv, reference, Mode.TRAIN, errors);
    errors.compare(
        "d_weight",
        ReferenceLayout.convKernel(reference.tensor("d_weight")),
        conv.kernel().gradient());
    if (bias) {
      errors.compare("d_bias", reference.tensor("d_bias"), conv.bias().gradient());
    }
  }
}
