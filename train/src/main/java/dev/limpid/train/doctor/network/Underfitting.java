package dev.limpid.train.doctor.network;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Change;
import dev.limpid.train.doctor.finding.Evidence;
import dev.limpid.train.doctor.finding.Figures;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.doctor.progress.Progress;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * The network can't do better: training loss has stopped falling while much of what guessing loses
 * is left, steps are neither too long nor too short, and validation images lose no more than
 * training images.
 */
final class Underfitting implements Cause {
  /** Of the loss of guessing. */
  private static final double MUCH = 0.3;

  /** A fall of the training loss, from an epoch to the next, that is none. */
  private static final double FLAT = 0.08;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Progress progress = Progress.of(run);
    int n = progress.epochs();
    if (n < 3 || progress.left() < MUCH || progress.learntNothing()) {
      return Optional.empty();
    }
    double perEpoch = 1 - Math.sqrt(progress.last() / progress.training(n - 3));
    double gap = (progress.validation(n - 1) - progress.last()) / progress.last();
    if (perEpoch > FLAT || gap > MUCH) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            "underfitting",
            Severity.WARNING,
            "The network is too small for its images",
            "Training loss has stopped falling at "
                + Figures.percent(progress.left())
                + " of what guessing loses, and validation loss with it: there is nothing that"
                + " the network could still learn.",
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
            "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 5.2"));
  }
}
