package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Figures;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.health.LayerStart;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The network can't do better: training loss has stopped falling while much of what guessing loses
 * is left, and validation images lose no more than training images; or it stays high, and a layer
 * is so narrow that little passes.
 */
final class Underfitting implements Cause {
  /** Of the loss of guessing. */
  private static final double MUCH = 0.3;

  /** A fall of the training loss, from an epoch to the next, that is none. */
  private static final double FLAT = 0.08;

  /** Feature maps that are too few to tell much apart. */
  private static final int FEW = 2;

  private static final String[] OF_A_BOTTLENECK = {
    "dead-units",
    "epsilon-too-large",
    "learning-rate-too-low",
    "learning-rate-too-high",
    "gradient-noise",
    "momentum-too-high",
    "loss-not-decreasing"
  };

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Progress progress = Progress.of(run);
    int n = progress.epochs();
    if (n < 3 || !(progress.left() > MUCH)) {
      return Optional.empty();
    }
    Optional<RunRecord.LayerFigures> bottleneck = bottleneck(run);
    if (progress.learntNothing() && bottleneck.isEmpty()) {
      return Optional.empty();
    }
    double perEpoch = 1 - Math.sqrt(progress.last() / progress.training(n - 3));
    double gap = (progress.validation(n - 1) - progress.last()) / progress.last();
    if (bottleneck.isEmpty() && (perEpoch > FLAT || gap > MUCH)) {
      return Optional.empty();
    }
    String narrow =
        bottleneck
            .map(layer -> " " + layer.name() + " has only " + units(layer) + " units.")
            .orElse("");
    Finding found =
        new Finding(
            "underfitting",
            progress.learntNothing() ? Severity.PROBLEM : Severity.WARNING,
            "The network is too small for its images",
            "Training loss has stopped falling at "
                + Figures.percent(progress.left())
                + " of what guessing loses, and validation loss with it: there is nothing that"
                + " the network could still learn."
                + narrow,
            Double.NaN,
            List.of(
                new Evidence("training loss", Figures.number(progress.last()), "curves"),
                new Evidence("loss of guessing", Figures.number(progress.guessing()), "curves"),
                new Evidence(
                    "fall from epoch to epoch at the end", Figures.percent(perEpoch), "curves"),
                new Evidence("validation loss above training loss", Figures.percent(gap), "gap")),
            "Training loss would go on towards 0, below validation loss.",
            List.of(
                new Change("--width", "2", "twice as many filters"),
                new Change("--epochs", String.valueOf(2 * n), "in case it is only slow")),
            "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 5.2");
    return Optional.of(bottleneck.isEmpty() ? found : found.withConsequences(OF_A_BOTTLENECK));
  }

  /**
   * A layer with a kernel, other than the last, through which little passes: one or two feature
   * maps, or features fewer than half of the classes. With a training loss that stays high, that is
   * where images lose what tells them apart; and if its few units die, nothing passes at all.
   */
  private static Optional<RunRecord.LayerFigures> bottleneck(RunRecord run) {
    List<String> kernels =
        run.start() == null
            ? List.of()
            : run.start().layers().stream()
                .filter(layer -> !Double.isNaN(layer.kernelDeviation()))
                .map(LayerStart::layer)
                .toList();
    return run.layers().stream()
        .filter(layer -> kernels.contains(layer.name()))
        .filter(layer -> !layer.name().equals(kernels.get(kernels.size() - 1)))
        .filter(
            layer ->
                units(layer) <= FEW
                    || layer.outputShape().size() == 1
                        && 2 * units(layer) < run.data().classes().size())
        .min(Comparator.comparingInt(Underfitting::units));
  }

  private static int units(RunRecord.LayerFigures layer) {
    return layer.outputShape().get(layer.outputShape().size() - 1);
  }
}
