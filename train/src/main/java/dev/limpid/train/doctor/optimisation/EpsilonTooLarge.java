package dev.limpid.train.doctor.optimisation;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Change;
import dev.limpid.train.doctor.finding.Evidence;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.doctor.progress.Progress;
import dev.limpid.train.health.LayerHealth;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * Epsilon makes most of a divisor: of the optimizer's, so that weights are no longer stepped by
 * their own gradients but by gradient over epsilon; or of BatchNorm's, so that it no longer
 * normalises. In the first epoch, in the median layer, it is more than half.
 *
 * <p>Half: there epsilon has halved the step. In healthy runs it is below 0.01; late in a training,
 * where gradients vanish by themselves, it may grow. So it does behind units that are dead, which
 * pass no gradient on: with most of a layer dead, the optimizer's is not looked at.
 */
final class EpsilonTooLarge implements Cause {
  private static final double HALF = 0.5;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.health().isEmpty()) {
      return Optional.empty();
    }
    List<LayerHealth> layers = run.health().get(0).layers();
    double optimizer = median(layers, false);
    double norm = median(layers, true);
    boolean dead = layers.stream().anyMatch(layer -> layer.deadShare() > HALF);
    boolean ofOptimizer = optimizer > HALF && !dead;
    if (!ofOptimizer && !(norm > HALF)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
                "epsilon-too-large",
                Progress.of(run).left() > 0.2 ? Severity.PROBLEM : Severity.WARNING,
                "Epsilon is too large " + (ofOptimizer ? "for the gradients" : "for BatchNorm"),
                ofOptimizer
                    ? "The optimizer divides by the size of each weight's gradients plus epsilon, and"
                        + " epsilon is the larger part: steps are short, and no longer suited to each"
                        + " weight."
                    : "BatchNorm divides by the root of variance plus epsilon, and epsilon is the"
                        + " larger part: outputs are not normalised.",
                Double.NaN,
                List.of(
                    new Evidence(
                        "epsilon's share of the divisor, median of the layers, in the first epoch",
                        Figures.percent(ofOptimizer ? optimizer : norm),
                        "health")),
                "Epsilon would be less than a hundredth of the divisor.",
                List.of(
                    ofOptimizer
                        ? new Change("--adam-epsilon", "1e-7", "Keras's default")
                        : new Change("--batchnorm-epsilon", "0.001", "Keras's default")),
                "Choi et al., On Empirical Comparisons of Optimizers for Deep Learning, 2019,"
                    + " arXiv:1910.05446")
            .withConsequences(
                "learning-rate-too-low",
                "loss-not-decreasing",
                "stopped-early",
                "underfitting",
                "gradient-noise",
                "momentum-too-high",
                "vanishing-gradients"));
  }

  private static double median(List<LayerHealth> layers, boolean ofBatchNorm) {
    double[] shares =
        layers.stream()
            .filter(layer -> layer.type().equals("BatchNorm") == ofBatchNorm)
            .mapToDouble(LayerHealth::epsilonShare)
            .filter(share -> !Double.isNaN(share))
            .sorted()
            .toArray();
    return shares.length == 0
        ? Double.NaN
        : shares[(ofBatchNorm ? shares.length - 1 : shares.length) / 2];
  }
}
