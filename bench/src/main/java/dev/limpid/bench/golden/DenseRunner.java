package dev.limpid.bench.golden;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Mode;

/** {@code dense}. */
final class DenseRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Tensor weight = reference.tensor("weight");
    boolean bias = reference.has("bias");
    Dense dense = new Dense(weight.shape().dim(0)).bias(bias);
    LayerRunner.build(dense, reference.tensor("x"), compute);
    LayerRunner.set(dense.kernel(), ReferenceLayout.denseKernel(weight));
    if (bias) {
      LayerRunner.set(dense.bias(), reference.tensor("bias"));
    }
    LayerRunner.run(dense, reference, Mode.TRAIN, errors);
    errors.compare(
        "d_weight",
        ReferenceLayout.denseKernel(reference.tensor("d_weight")),
        dense.kernel().gradient());
    if (bias) {
      errors.compare("d_bias", reference.tensor("d_bias"), dense.bias().gradient());
    }
  }
}
