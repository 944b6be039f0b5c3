package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * A BatchNorm layer's moving averages have not changed in any epoch, in no channel, to the bit:
 * validation normalises by the values that they began with.
 */
final class StatisticsNeverUpdated implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    List<String> still =
        run.layers().stream()
            .map(RunRecord.LayerFigures::name)
            .filter(name -> neverMoved(run, name))
            .toList();
    if (still.isEmpty()) {
      return Optional.empty();
    }
    TermHistory lag = TermHistory.of(run, Term.LAG, 0);
    return Optional.of(
        Finding.of(
                Names.STATISTICS_NEVER_UPDATED,
                Severity.PROBLEM,
                still.size() == 1
                    ? "The moving averages of " + still.get(0) + " never move"
                    : "The moving averages of " + still.size() + " layers never move",
                "Validation and every later use normalise by what the averages began with, mean 0 and"
                    + " variance 1 if nothing else was given, and not by what the images have.")
            .withExplained(run.gaps().isEmpty() ? Double.NaN : lag.explained())
            .withEvidence("channels whose averages an epoch has moved", "0 %", Section.DRIFT)
            .withEvidence("BatchNorm layers of which that holds", still.size(), Section.DRIFT)
            .withOtherwise("Every training step would move the averages of every channel.")
            .withChange(Setting.BATCHNORM_MOMENTUM, 0.9, "below 1: each step moves them")
            .withChange(Setting.RECALIBRATE, null, "or statistics of the whole training set")
            .withAlternative(Remedies.FOR_STATISTICS)
            .withSource(
                "Ioffe and Szegedy, Batch Normalization, 2015, arXiv:1502.03167, algorithm 2")
            .withConsequences(
                Names.BATCHNORM_LAG,
                Names.PREPROCESSING_DIFFERS,
                Names.COVARIATE_SHIFT,
                Names.OVERFITTING,
                Names.TRAINING_MODE_IN_VALIDATION,
                Names.SMALL_VALIDATION_SET));
  }

  private static boolean neverMoved(RunRecord run, String name) {
    return !run.health().isEmpty()
        && run.health().stream()
            .flatMap(epoch -> epoch.layers().stream())
            .filter(layer -> layer.layer().equals(name))
            .allMatch(layer -> layer.statisticsMovedShare() == 0);
  }
}
