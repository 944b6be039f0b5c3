package dev.limpid.bench.golden;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.SoftmaxCrossEntropy;

/** {@code softmax_cross_entropy}. */
final class CrossEntropyRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Tensor logits = reference.tensor("logits");
    Tensor gradient = Tensor.zeros(logits.shape());
    double loss =
        new SoftmaxCrossEntropy().forward(logits, reference.labels("labels"), null, gradient);
    errors.compare("loss", reference.tensor("loss").data(), new float[] {(float) loss}, 1);
    errors.compare("dlogits", reference.tensor("dlogits"), gradient);
  }
}
