package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.trial.Suspicion;
import dev.limpid.insight.doctor.trial.Suspicion.Stands;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.Optional;

/**
 * A schedule took the learning rate away while the network still learnt: the last half of the
 * epochs, or more, have less than a fiftieth of the sum of all epochs' rates, a tenth of what
 * guessing loses is left, and the loss fell by a twentieth in the last epoch before them, or
 * nothing was learnt at all. What a training can do goes with that sum: a cosine leaves the second
 * half 18 % of it, a tenth of the rate from the middle on 9 %. Where the loss stood before the rate
 * fell, as a schedule that waits for that wants it, the rate is not why.
 */
final class RateDecayedTooSoon {
  private static final double FIFTIETH = 0.02;
  private static final double TENTH = 0.1;
  private static final double FALL = 0.05;

  private RateDecayedTooSoon() {}

  static Optional<Suspicion> of(RunRecord run, Progress progress) {
    double[] rates = run.epochs().stream().mapToDouble(EpochFigures::learningRate).toArray();
    int from = withoutRate(rates);
    if (from == 0 || 2 * from > rates.length || !(progress.remaining() > TENTH)) {
      return Optional.empty();
    }
    double before = from == 1 ? progress.guessing() : progress.training(from - 2);
    boolean falling = 1 - progress.training(from - 1) / before > FALL;
    if (!falling && !progress.learntNothing()) {
      return Optional.empty();
    }
    return Optional.of(
        new Suspicion(
            Finding.of(
                    Names.LEARNING_RATE_TOO_LOW,
                    progress.remaining() > 0.5 ? Severity.PROBLEM : Severity.WARNING,
                    "The learning rate decays too soon",
                    (falling ? "The loss was still on its way down" : "Nothing was learnt yet")
                        + " when the schedule took the learning rate away:"
                        + " the epochs from "
                        + (from + 1)
                        + " on have "
                        + Figures.percent(sum(rates, from) / sum(rates, 0))
                        + " of the sum of all epochs' rates, and could teach nothing.")
                .withEvidence(
                    "learning rate at the end of epoch " + from, rates[from - 1], Section.RUN)
                .withEvidence("in the last epoch", rates[rates.length - 1], Section.RUN)
                .withEvidence(progress.share())
                .withOtherwise("The loss would have come to rest before the learning rate fell.")
                .withChange(
                    new Change(
                        Setting.SCHEDULE,
                        "cosine",
                        "the learning rate falls over all of the epochs"))
                .withSource("Loshchilov and Hutter, SGDR, 2017, arXiv:1608.03983")
                .withConsequences(
                    Names.LOSS_NOT_DECREASING,
                    Names.STOPPED_EARLY,
                    Names.UNDERFITTING,
                    Names.NOISY_LABELS,
                    Names.AVERAGING),
            Stands.WITH_A_SIGN));
  }

  /** The first epoch, from 0, from which on the rates make less than a fiftieth; 0 if none. */
  private static int withoutRate(double[] rates) {
    double all = sum(rates, 0);
    int from = rates.length;
    while (from > 0 && sum(rates, from - 1) < FIFTIETH * all) {
      from--;
    }
    return from < rates.length ? from : 0;
  }

  private static double sum(double[] rates, int from) {
    double sum = 0;
    for (int i = from; i < rates.length; i++) {
      sum += rates[i];
    }
    return sum;
  }
}
