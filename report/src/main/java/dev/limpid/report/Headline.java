package dev.limpid.report;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Numbers;
import java.util.Comparator;
import java.util.List;

/**
 * A run in three sentences: its losses, what most of the gap is, and what the first two findings
 * say is wrong. Numbers are those of the tiles and of the waterfall.
 */
final class Headline {
  private Headline() {}

  /**
   * The sentences.
   *
   * @param findings the most important first; empty if nobody looked for any
   */
  static String of(RunRecord run, List<Finding> findings) {
    if (run.epochs().isEmpty()) {
      return "The first epoch is not done yet.";
    }
    EpochFigures last = run.lastEpoch();
    String losses = run.gapOf(last.epoch()).map(gap -> gap(gap, run)).orElseGet(() -> plain(last));
    return losses + wrong(findings, run);
  }

  /** What is wrong first, what then, and what to change. */
  private static String wrong(List<Finding> findings, RunRecord run) {
    if (findings.isEmpty()) {
      return "";
    }
    if (!isWrong(findings.get(0))) {
      return " " + findings.get(0).title() + ".";
    }
    StringBuilder text =
        new StringBuilder(" What is wrong first: ").append(said(findings.get(0), run));
    if (findings.size() > 1 && isWrong(findings.get(1))) {
      text.append("; then: ").append(said(findings.get(1), run));
    }
    return text.append('.').toString();
  }

  private static boolean isWrong(Finding finding) {
    return finding.severity().compareTo(Severity.NOTE) < 0;
  }

  private static String said(Finding finding, RunRecord run) {
    return finding.changes().isEmpty()
        ? finding.title()
        : finding.title() + " (to change: " + finding.changes().get(0).inWordsOf(run) + ")";
  }

  private static String plain(EpochFigures last) {
    String text = "After epoch " + last.epoch() + " the training loss is " + n(last.loss());
    return last.validated()
        ? text + " and the validation loss " + n(last.validationLoss()) + "."
        : text + "; there is no validation set.";
  }

  private static String gap(EpochGap epoch, RunRecord run) {
    Decomposition loss = epoch.loss();
    double gap = loss.gap();
    StringBuilder text = new StringBuilder(moment(epoch, run));
    text.append("alidation loss (").append(n(loss.validation())).append(") is ");
    text.append(n(Math.abs(gap))).append(gap >= 0 ? " above" : " below");
    text.append(
        isPrinted(loss) ? " the printed training loss (" : " training loss in training mode (");
    text.append(n(loss.running())).append("). ");
    List<Contribution> bySize =
        loss.terms().stream()
            .sorted(Comparator.comparingDouble((Contribution c) -> -Math.abs(c.estimate().value())))
            .toList();
    if (bySize.stream().allMatch(term -> term.estimate().covers(0))) {
      text.append(bySize.isEmpty() ? "" : "No term of it is beyond its interval. ");
    } else {
      Contribution largest = bySize.get(0);
      double all = bySize.stream().mapToDouble(c -> Math.abs(c.estimate().value())).sum();
      double share = Math.abs(largest.estimate().value()) / all;
      String how =
          share > 0.9 ? "Nearly all of it" : share > 0.5 ? "Most of it" : "The largest part";
      text.append(sameSign(largest, gap) ? how : "The largest term");
      text.append(run.gaps().size() > 1 ? " in this epoch is " : " is ");
      text.append(largest.term().label()).append(", ").append(interval(largest.estimate()));
      text.append(": ").append(largest.term().meaning()).append(". ");
    }
    if (run.state() == RunRecord.State.EXAMINED) {
      withoutLag(epoch, text);
    }
    return text.toString().trim();
  }

  /** The beginning of the sentence, up to the first letter of "validation". */
  private static String moment(EpochGap epoch, RunRecord run) {
    if (run.state() != RunRecord.State.EXAMINED) {
      return "After epoch " + epoch.epoch() + " of " + run.plan().epochs() + ", v";
    }
    return run.gaps().size() == 1 ? "V" : "After epoch " + epoch.epoch() + ", v";
  }

  /** Whether the loss that the gap begins with was printed, and is not that of training mode. */
  static boolean isPrinted(Decomposition gap) {
    return gap.of(Term.AVERAGING).isPresent();
  }

  /** What mending would bring, where the lag is more than chance. */
  private static void withoutLag(EpochGap epoch, StringBuilder text) {
    Levels accuracy = epoch.accuracyLevels();
    Estimate lag = epoch.loss().of(Term.LAG).orElse(null);
    if (lag != null && !lag.covers(0) && Math.abs(lag.value()) > 0.1 * epoch.worseLoss()) {
      text.append(" With the statistics of the whole training set at these weights, it reads ");
      text.append(Numbers.percent(accuracy.validationPopulation().value()));
      text.append(" of the validation images, and ");
      text.append(Numbers.percent(accuracy.validationMoving().value()));
      text.append(" with its moving averages.");
    }
  }

  private static boolean sameSign(Contribution largest, double gap) {
    return Math.signum(largest.estimate().value()) == Math.signum(gap);
  }

  private static String interval(Estimate estimate) {
    return Numbers.interval(estimate);
  }

  private static String n(double value) {
    return Numbers.number(value);
  }
}
