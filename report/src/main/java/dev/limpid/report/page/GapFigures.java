package dev.limpid.report.page;

import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The gap, taken apart, as figures: its terms as curves and as stacked contributions. */
public final class GapFigures {
  private GapFigures() {}

  /** The terms that occur, in the order of the chain. */
  public static List<Term> termsOf(List<EpochGap> gaps) {
    return Arrays.stream(Term.values())
        .filter(term -> gaps.stream().anyMatch(gap -> gap.loss().of(term).isPresent()))
        .toList();
  }

  /**
   * The contributions of the terms, stacked, epoch by epoch.
   *
   * @param id names the figure within its page
   * @param unit of the vertical axis
   * @param factor 1 for the loss, 100 for the accuracy in percentage points
   */
  public static Figure stacked(
      List<EpochGap> gaps, List<Term> terms, String id, String heading, String unit, int factor) {
    Function<EpochGap, Decomposition> metric = factor == 1 ? EpochGap::loss : EpochGap::accuracy;
    List<Series> parts = new ArrayList<>();
    for (Term term : terms) {
      parts.add(series(gaps, term, metric).times(factor));
    }
    double[] sums = gaps.stream().mapToDouble(g -> factor * metric.apply(g).gap()).toArray();
    List<Integer> epochs = gaps.stream().map(EpochGap::epoch).toList();
    Chart chart =
        new StackedChart(
            heading + ": stacked contributions of the terms", unit, epochs, parts, sums, 340);
    return new Figure(
        id,
        heading,
        "The crossbar is the gap itself; thin lines are 95 % intervals of the parts. Parts"
            + " below zero make the gap smaller.",
        chart,
        parts,
        table(gaps, terms, metric));
  }

  private static Table table(
      List<EpochGap> gaps, List<Term> terms, Function<EpochGap, Decomposition> metric) {
    List<String> headers = new ArrayList<>(List.of("epoch", "running", "validation", "gap"));
    for (Term term : terms) {
      headers.addAll(List.of(term.label(), "low", "high"));
    }
    Table table = new Table(headers);
    for (EpochGap gap : gaps) {
      Decomposition figures = metric.apply(gap);
      table.row(Integer.toString(gap.epoch()));
      table.number(figures.running()).number(figures.validation());
      table.number(figures.gap(), Numbers.signed(figures.gap()));
      for (Term term : terms) {
        table.estimate(figures.of(term).orElse(null));
      }
    }
    return table;
  }

  /** A curve of one term, of the loss or of the accuracy, with its intervals. */
  public static Series series(
      List<EpochGap> gaps, Term term, Function<EpochGap, Decomposition> metric) {
    List<Estimate> estimates = new ArrayList<>();
    gaps.forEach(gap -> estimates.add(metric.apply(gap).of(term).orElse(null)));
    return Series.of(term.label(), style(term), estimates);
  }

  /** The CSS class of a term's colour. */
  public static String style(Term term) {
    return "term-" + term.column();
  }
}
