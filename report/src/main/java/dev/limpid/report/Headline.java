package dev.limpid.report;

import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Numbers;
import java.util.Comparator;
import java.util.List;

/** The last epoch in plain words. */
final class Headline {
  private Headline() {}

  static String of(RunRecord run) {
    if (run.epochs().isEmpty()) {
      return "The first epoch is not done yet.";
    }
    EpochFigures last = run.lastEpoch();
    return run.gapOf(last.epoch())
        .map(gap -> gap(gap, run.plan().epochs()))
        .orElseGet(() -> plain(last));
  }

  private static String plain(EpochFigures last) {
    String text = "After epoch " + last.epoch() + " the training loss is " + n(last.loss());
    return last.validated()
        ? text + " and the validation loss " + n(last.validationLoss()) + "."
        : text + "; there is no validation set.";
  }

  private static String gap(EpochGap epoch, int planned) {
    Decomposition loss = epoch.loss();
    double gap = loss.gap();
    StringBuilder text = new StringBuilder("After epoch " + epoch.epoch() + " of " + planned);
    text.append(", validation loss (").append(n(loss.validation())).append(") is ");
    text.append(n(Math.abs(gap))).append(gap >= 0 ? " above" : " below");
    text.append(" the printed training loss (").append(n(loss.running())).append("). ");
    List<Contribution> bySize =
        loss.terms().stream()
            .sorted(Comparator.comparingDouble((Contribution c) -> -Math.abs(c.estimate().value())))
            .toList();
    if (!bySize.isEmpty()) {
      Contribution largest = bySize.get(0);
      double all = bySize.stream().mapToDouble(c -> Math.abs(c.estimate().value())).sum();
      double share = Math.abs(largest.estimate().value()) / all;
      String how =
          share > 0.9 ? "Nearly all of it" : share > 0.5 ? "Most of it" : "The largest part";
      text.append(sameSign(largest, gap) ? how + " is " : "The largest term is ");
      text.append(largest.term().label()).append(", ").append(interval(largest.estimate()));
      text.append(": ").append(largest.term().meaning()).append(". ");
      if (largest.term() != Term.GENERALISATION) {
        loss.of(Term.GENERALISATION).ifPresent(e -> text.append(generalisation(e)));
      }
    }
    return text.toString().trim();
  }

  private static boolean sameSign(Contribution largest, double gap) {
    return Math.signum(largest.estimate().value()) == Math.signum(gap);
  }

  private static String generalisation(Estimate estimate) {
    String said = "Generalisation, the part that overfitting is in, is " + interval(estimate);
    return said + (estimate.covers(0) ? ", which can't be told from zero." : ".");
  }

  private static String interval(Estimate estimate) {
    return Numbers.interval(estimate);
  }

  private static String n(double value) {
    return Numbers.brief(value);
  }
}
