package dev.limpid.bench.golden;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Mode;
import dev.limpid.layers.norm.BatchNorm;

/** {@code batchnorm}, in training and in inference mode. */
final class BatchNormRunner implements CaseRunner {
  /** Moving statistics as in inference, but with a backward pass. */
  private static final Mode INFERENCE_WITH_BACKWARD =
      new Mode(Mode.Statistics.MOVING, Mode.Update.NONE, false, true);

  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    BatchNorm layer =
        new BatchNorm()
            .epsilon(reference.number("eps", 1e-3))
            .momentum(reference.number("momentum_keras", 0.99))
            .unbiasedMovingVariance(true);
    LayerRunner.build(layer, ReferenceLayout.activations(reference.tensor("x")), compute);
    LayerRunner.set(layer.gamma(), reference.tensor("gamma"));
    LayerRunner.set(layer.beta(), reference.tensor("beta"));
    LayerRunner.set(layer.movingMean(), reference.tensor("running_mean_before"));
    LayerRunner.set(layer.movingVariance(), reference.tensor("running_var_before"));
    Mode mode =
        switch (reference.text("mode")) {
          case "train" -> Mode.TRAIN;
          case "inference" -> INFERENCE_WITH_BACKWARD;
          default ->
              throw new IllegalArgumentException(
                  "mode must be train or inference, but is " + reference.text("mode"));
        };
    LayerRunner.run(layer, reference, mode, errors);
    errors.compare("d_gamma", reference.tensor("d_gamma"), layer.gamma().gradient());
    errors.compare("d_beta", reference.tensor("d_beta"), layer.beta().gradient());
    errors.compare(
        "running_mean", reference.tensor("running_mean_after"), layer.movingMean().value());
    errors.compare(
        "running_var", reference.tensor("running_var_after"), layer.movingVariance().value());
  }
}
