package dev.limpid.cli.curve;

import dev.limpid.insight.curve.LearningCurve.Prediction;
import dev.limpid.insight.proof.Measure;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Figure;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.LineChart;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Page;
import dev.limpid.report.page.Positions;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The page of a learning curve. */
final class CurvePage {
  private CurvePage() {}

  /**
   * The page.
   *
   * @param subsets ascending
   * @param about the training, in a sentence
   */
  static String html(DataVerdict answer, List<Subset> subsets, String about) {
    Html header = new Html().element("h1", "How much data is enough?");
    header.element("p", answer.verdict(), "class", "headline");
    header.element("p", answer.expectation(2)).element("p", answer.expectation(4));
    Html html = new Html().raw(figure(answer, subsets).html());
    html.element("p", "The law: " + answer.law() + ". " + about, "class", "note");
    html.element(
        "p",
        "Each size is half of the next; smaller parts are contained in larger ones of the same seed,"
            + " and every seed draws weights, order and images anew. The smallest parts are left out"
            + " of the fit where they teach hardly more than guessing. The interval is that of the"
            + " profile likelihood of the law; beyond the measured sizes it holds as far as the law"
            + " does. Hestness et al., Deep Learning Scaling is Predictable, Empirically, 2017,"
            + " arXiv:1712.00409.",
        "class",
        "note");
    Html parts = new Html().raw(table(subsets).html("The trainings"));
    return new Page("Limpid: how much data is enough?")
        .header(header.toString())
        .sections(
            List.of(
                new Section("curve", "Best validation loss by training images", html.toString()),
                new Section("trainings", "The trainings", parts.toString())))
        .html();
  }

  private static Figure figure(DataVerdict answer, List<Subset> subsets) {
    List<Double> sizes = new ArrayList<>();
    subsets.forEach(subset -> sizes.add((double) subset.images()));
    sizes.add(2.0 * answer.images());
    sizes.add(4.0 * answer.images());
    List<Prediction> law = sizes.stream().map(answer.curve()::predict).toList();
    int seeds = subsets.get(0).runs().size();
    List<Series> series = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      double[] values = new double[sizes.size()];
      Arrays.fill(values, Double.NaN);
      for (int i = 0; i < subsets.size(); i++) {
        values[i] = Measure.BEST_VALIDATION_LOSS.of(subsets.get(i).runs().get(seed));
      }
      series.add(Series.of("measured, seed " + (seed + 1), "run-" + seed % 8 + " dotted", values));
    }
    series.add(
        new Series(
            "law, with its 95 % interval",
            "val solid",
            law.stream().mapToDouble(Prediction::loss).toArray(),
            law.stream().mapToDouble(Prediction::low).toArray(),
            law.stream().mapToDouble(Prediction::high).toArray()));
    Table table = Table.of("images", "law", "low", "high");
    List<String> labels = new ArrayList<>();
    for (Prediction p : law) {
      labels.add(Numbers.count(Math.round(p.images())));
      table.row(labels.get(labels.size() - 1)).number(p.loss()).number(p.low()).number(p.high());
    }
    return new Figure(
        "losses",
        null,
        "The last two sizes are those of two and four times the data.",
        new LineChart(
            "Best validation loss by training images",
            "best validation loss (nats)",
            new Positions.Labelled("training images, doubling", labels),
            series,
            380,
            false,
            false),
        series,
        table);
  }

  private static Table table(List<Subset> subsets) {
    Table table = Table.of("images", "epochs", "seed", "best validation loss", "final accuracy");
    for (Subset subset : subsets) {
      for (RunRecord run : subset.runs()) {
        double accuracy = Measure.FINAL_ACCURACY.of(run);
        table
            .row(Numbers.count(subset.images()))
            .number(run.plan().epochs(), "" + run.plan().epochs())
            .number(run.plan().seed(), "" + run.plan().seed())
            .number(Measure.BEST_VALIDATION_LOSS.of(run))
            .number(accuracy, Numbers.percent(accuracy));
      }
    }
    return table;
  }
}
