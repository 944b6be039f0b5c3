package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * Labels are smoothed so far that they say little: what no network can avoid is more than 0.7 of
 * what guessing loses, or, a problem, more than 0.9. The usual share of 0.1 makes a quarter of it.
 */
final class LabelSmoothing implements Cause {
  private static final double MUCH = 0.7;
  private static final double NEARLY_ALL = 0.9;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    double share = run.labelSmoothing();
    if (run.otherLoss().isPresent() || !(share > 0)) {
      return Optional.empty();
    }
    Progress progress = Progress.of(run);
    double unavoidable = progress.unavoidable();
    if (!(unavoidable > MUCH)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                Names.LABEL_SMOOTHING,
                unavoidable > NEARLY_ALL ? Severity.PROBLEM : Severity.WARNING,
                "Labels are smoothed too far",
                "Of each label "
                    + Figures.percent(share)
                    + " is spread over all classes. So "
                    + Figures.percent(unavoidable)
                    + " of what guessing loses is lost whatever the network learns, and what it"
                    + " can learn by is the rest.")
            .withEvidence("share of a label that is smoothed", share, Section.RUN)
            .withEvidence(
                "loss that no network can avoid, of that of guessing",
                Figures.percent(unavoidable),
                Section.CURVES)
            .withEvidence(progress.ofTraining())
            .withEvidence(progress.ofGuessing())
            .withOtherwise("Of labels that are smoothed by 0.1, about a quarter is lost so.")
            .withChange(Setting.LABEL_SMOOTHING, 0.1, "what is usual")
            .withSource("Mueller, Kornblith and Hinton, When Does Label Smoothing Help?, 2019")
            .withConsequences(
                Names.UNDERFITTING,
                Names.LOSS_NOT_DECREASING,
                Names.LEARNING_RATE_TOO_LOW,
                Names.GRADIENT_NOISE,
                Names.NOISY_LABELS,
                Names.STOPPED_EARLY));
  }
}
