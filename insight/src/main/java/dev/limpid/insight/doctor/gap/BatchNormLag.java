package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * BatchNorm's moving averages lag behind the weights: at the same weights, validation loss with the
 * averages is more than 10 % above that with the population's statistics. A problem where it
 * explains most of the gap, a warning where it explains much and comes in at least half of the
 * epochs, otherwise a note: averages that catch up within an epoch or two are as they should be.
 */
final class BatchNormLag implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    TermHistory lag = TermHistory.of(run, Term.LAG, 1);
    if (lag.epochs() == 0) {
      return Optional.empty();
    }
    EpochGap worst = lag.worst();
    LayerDrift layer =
        worst.drift().stream()
            .max(Comparator.comparingDouble(drift -> drift.divergence().median()))
            .orElseThrow();
    List<Evidence> evidence = new ArrayList<>();
    evidence.add(lag.largest());
    evidence.add(
        new Evidence(
            "validation loss there, with the averages and with the population's statistics",
            Figures.number(worst.lossLevels().validationMoving().value())
                + " and "
                + Figures.number(worst.lossLevels().validationPopulation().value()),
            Section.CURVES));
    if (worst.lagOnTraining() != null) {
      evidence.add(
          new Evidence(
              "the same difference on training images",
              TermHistory.text(worst.lagOnTraining()),
              Section.GAP));
    }
    evidence.add(
        new Evidence(
            "layer that drifted most, " + layer.layer(),
            String.format(
                Locale.ROOT,
                "median shift %.2g deviations; remembers %.0f steps of %d an epoch",
                layer.meanShift().median(),
                layer.memorySteps(),
                layer.stepsPerEpoch()),
            Section.DRIFT));
    evidence.add(lag.often());
    return Optional.of(
        Finding.of(
                Names.BATCHNORM_LAG,
                lag.severity(),
                "BatchNorm's moving averages lag behind the weights",
                "Validation normalises with moving averages of statistics that the weights have left"
                    + " behind; it explains "
                    + Figures.percent(lag.explained())
                    + " of the gap"
                    + lag.overAllEpochs()
                    + ". The network itself is better than its validation"
                    + " loss says.")
            .withExplained(lag.explained())
            .withEvidence(evidence)
            .withOtherwise(
                "With the population's statistics at the same weights, validation loss would stay as"
                    + " high as it is.")
            .withChange(Setting.RECALIBRATE, null, "statistics of the whole training set")
            .withChange(Setting.BATCHNORM_MOMENTUM, 0.9, "averages that remember ten steps")
            .withAlternative(Remedies.FOR_STATISTICS)
            .withSource(
                "Wu and Johnson, Rethinking \"Batch\" in BatchNorm, 2021, arXiv:2105.07576"));
  }
}
