package dev.limpid.report;

import dev.limpid.insight.gap.Contribution;
import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Chart;
import dev.limpid.report.page.Figure;
import dev.limpid.report.page.GapFigures;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Labels;
import dev.limpid.report.page.LineChart;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.RunFigures;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import dev.limpid.report.page.Waterfall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The gap, taken apart: the last epoch step by step, and in a section of its own all epochs as
 * stacked contributions.
 */
final class GapSection {
  private GapSection() {}

  /** The last epoch's. */
  static Section of(RunRecord run) {
    EpochGap last = run.lastGap().orElseThrow();
    Html html = new Html();
    boolean alone = run.state() == RunRecord.State.EXAMINED && run.gaps().size() == 1;
    String when = alone ? "" : " in epoch " + last.epoch();
    html.raw(chain(last.loss(), when, "loss", lossNote(run)));
    if (alone) {
      html.raw(chain(last.accuracy(), when, "accuracy", "Accuracy in percentage points."));
    }
    html.element("p", order(GapFigures.termsOf(run.gaps())), "class", "note");
    html.element("p", probes(last), "class", "note");
    return new Section("gap", "The gap, taken apart", html.toString());
  }

  /** Those of all epochs. */
  static Section epochByEpoch(RunRecord run) {
    List<Term> terms = GapFigures.termsOf(run.gaps());
    Html html = new Html();
    html.raw(
        GapFigures.stacked(
                run.gaps(), terms, "gap-loss", "Gap of the loss", RunFigures.lossUnit(run), 1)
            .html());
    html.raw(
        GapFigures.stacked(
                run.gaps(),
                terms,
                "gap-accuracy",
                "Gap of the accuracy",
                "accuracy (percentage points)",
                100)
            .html());
    html.element("h3", "Each term by itself, of the loss")
        .open("div", "class", "panels of-" + columns(terms.size()));
    for (Term term : terms) {
      html.raw(alone(run, term, columns(terms.size())));
    }
    return new Section("gap-history", "The gap, epoch by epoch", html.close().toString());
  }

  /** What a loss is, and what it is when nothing is known. */
  private static String lossNote(RunRecord run) {
    if (run.otherLoss().isPresent()) {
      return "The loss is " + run.otherLoss().get() + ".";
    }
    int classes = run.data().classes().size();
    return "Loss in nats, the unit of natural logarithms: who guesses among "
        + Numbers.count(classes)
        + " classes loses "
        + Numbers.number(Math.log(classes))
        + ".";
  }

  static String order(List<Term> terms) {
    String begin =
        terms.contains(Term.AVERAGING)
            ? "the running figure of training"
            : "training mode's figure";
    return "The gap is validation less "
        + begin
        + ". One thing is changed at a time, in this order: "
        + terms.stream().map(Term::label).collect(Collectors.joining(", "))
        + ". Each term is the difference that its change makes, and the terms add up to the gap."
        + " Another order would share the gap out differently where causes act on each other.";
  }

  /** From training to validation, of the loss in nats or of the accuracy in percentage points. */
  private static String chain(Decomposition gap, String when, String metric, String unit) {
    boolean share = metric.equals("accuracy");
    double factor = share ? 100 : 1;
    String begin = Headline.isPrinted(gap) ? "training, running" : "training, train mode";
    List<Waterfall.Row> rows = new ArrayList<>();
    double level = gap.running();
    rows.add(new Waterfall.Row(begin, shown(level, share), "train", 0, factor * level, 0));
    Table table = Table.of("step", "change of the " + metric, "low", "high", "what it is");
    table.row(begin).number(level).text("").text("");
    table.text(
        Headline.isPrinted(gap)
            ? "what training printed"
            : "training images at these weights, with dropout and the batches' statistics");
    for (Contribution part : gap.terms()) {
      Estimate estimate = part.estimate();
      Estimate drawn =
          new Estimate(
              factor * estimate.value(),
              factor * estimate.standardError(),
              estimate.degreesOfFreedom());
      double next = level + estimate.value();
      rows.add(
          new Waterfall.Row(
              part.term().label(),
              Numbers.interval(drawn),
              GapFigures.style(part.term()),
              factor * level,
              factor * next,
              drawn.halfWidth()));
      level = next;
      table.row(part.term().label());
      table.estimate(estimate);
      table.text(part.term().meaning());
    }
    double end = gap.validation();
    rows.add(new Waterfall.Row("validation", shown(end, share), "val", 0, factor * end, 0));
    table.row("validation").number(end).text("").text("").text("what was printed");
    Chart chart =
        new Waterfall(
            "From the training " + metric + " to the validation " + metric + ", step by step",
            rows);
    return new Figure(
            share ? "gap-last-accuracy" : "gap-last",
            "From training " + metric + " to validation " + metric + when,
            unit + " A bar begins where the one above ends. Thin lines are 95 % intervals.",
            chart,
            List.of(),
            table)
        .html();
  }

  private static String shown(double value, boolean share) {
    return share ? Numbers.percent(value) : Numbers.number(value);
  }

  private static String alone(RunRecord run, Term term, int columns) {
    List<EpochGap> gaps = run.gaps();
    List<Integer> epochs = gaps.stream().map(EpochGap::epoch).toList();
    Series series = GapFigures.series(gaps, term, EpochGap::loss);
    Table table = Table.of("epoch", term.label(), "low", "high");
    for (EpochGap gap : gaps) {
      table.row(Integer.toString(gap.epoch()));
      table.estimate(gap.loss().of(term).orElse(null));
    }
    Chart chart =
        new LineChart(
            term.label() + " over the epochs, with its 95 % interval",
            RunFigures.lossUnit(run),
            epochs,
            List.of(series),
            210,
            false,
            true);
    return new Figure(
            "term-" + term.column(),
            term.label(),
            Labels.sentence(term.meaning()),
            chart,
            List.of(),
            table)
        .panel(columns);
  }

  private static int columns(int panels) {
    return panels == 4 || panels == 2 ? 2 : 3;
  }

  private static String probes(EpochGap gap) {
    String text =
        "Measured on "
            + Numbers.count(gap.trainingImages())
            + " training and "
            + Numbers.count(gap.validationImages())
            + " validation images in "
            + Numbers.seconds(gap.seconds())
            + ". ";
    if (gap.lagOnTraining() != null) {
      text +=
          "The lag measured on training images: " + Numbers.interval(gap.lagOnTraining()) + ". ";
    }
    return text + "All numbers are in gap.csv.";
  }
}
