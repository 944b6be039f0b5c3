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
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import dev.limpid.report.page.Waterfall;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The gap, taken apart: the last epoch step by step, and all epochs as stacked contributions. */
final class GapSection {
  private GapSection() {}

  static Section of(RunRecord run) {
    List<Term> terms = GapFigures.termsOf(run.gaps());
    EpochGap last = run.lastGap().orElseThrow();
    Html html = new Html();
    html.element("p", order(terms), "class", "lead");
    html.raw(chain(last));
    html.raw(
        GapFigures.stacked(
                run.gaps(), terms, "gap-loss", "Gap of the loss, epoch by epoch", "loss (nats)", 1)
            .html());
    html.raw(
        GapFigures.stacked(
                run.gaps(),
                terms,
                "gap-accuracy",
                "Gap of the accuracy, epoch by epoch",
                "accuracy (percentage points)",
                100)
            .html());
    html.element("h3", "Each term by itself, of the loss")
        .open("div", "class", "panels of-" + columns(terms.size()));
    for (Term term : terms) {
      html.raw(alone(run.gaps(), term, columns(terms.size())));
    }
    html.close();
    html.element("p", probes(last), "class", "note");
    return new Section("gap", "The gap, taken apart", html.toString());
  }

  static String order(List<Term> terms) {
    return "The gap is validation less the running figure of training. One thing is changed at a"
        + " time, in this order: "
        + terms.stream().map(Term::label).collect(Collectors.joining(", "))
        + ". Each term is the difference that its change makes, and the terms add up to the gap."
        + " Another order would share the gap out differently where causes act on each other.";
  }

  private static String chain(EpochGap gap) {
    Decomposition loss = gap.loss();
    List<Waterfall.Row> rows = new ArrayList<>();
    double level = loss.running();
    rows.add(new Waterfall.Row("training, running", Numbers.number(level), "train", 0, level, 0));
    Table table = Table.of("step", "change of the loss", "low", "high", "what it is");
    table.row("training, running").number(level).text("").text("").text("what training printed");
    for (Contribution part : loss.terms()) {
      Estimate estimate = part.estimate();
      double next = level + estimate.value();
      rows.add(
          new Waterfall.Row(
              part.term().label(),
              Numbers.interval(estimate),
              GapFigures.style(part.term()),
              level,
              next,
              estimate.halfWidth()));
      level = next;
      table.row(part.term().label());
      table.estimate(estimate);
      table.text(part.term().meaning());
    }
    rows.add(
        new Waterfall.Row(
            "validation", Numbers.number(loss.validation()), "val", 0, loss.validation(), 0));
    table.row("validation").number(loss.validation()).text("").text("").text("what was printed");
    Chart chart =
        new Waterfall("From the running training loss to the validation loss, step by step", rows);
    return new Figure(
            "gap-last",
            "From training loss to validation loss in epoch " + gap.epoch(),
            "Loss in nats. A bar begins where the one above ends. Thin lines are 95 % intervals.",
            chart,
            List.of(),
            table)
        .html();
  }

  private static String alone(List<EpochGap> gaps, Term term, int columns) {
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
            "loss (nats)",
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
    if (gap.generalisationOnNewImages() != null) {
      text +=
          "Generalisation with the interval for other images of the same kind: "
              + Numbers.interval(gap.generalisationOnNewImages())
              + ". ";
    }
    return text + "All numbers are in gap.csv.";
  }
}
