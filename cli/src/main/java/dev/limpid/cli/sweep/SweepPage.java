package dev.limpid.cli.sweep;

import dev.limpid.insight.proof.Measure;
import dev.limpid.insight.run.EpochFigures;
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
import java.util.Locale;
import java.util.stream.IntStream;

/** The page of a sweep: all candidates in their order, and how the first of them trained. */
final class SweepPage {
  private static final int MOST_CURVES = 8;

  private SweepPage() {}

  /**
   * The page.
   *
   * @param ranked the best one first
   * @param about the training that is varied, in a sentence
   */
  static String html(List<Trained> ranked, String about) {
    Trained best = ranked.get(0);
    int seeds = best.runs().size();
    Html header = new Html().element("h1", "Which settings?");
    header.element("p", "Best: " + best.candidate().label() + ".", "class", "headline");
    header.element("p", verdict(ranked)).element("p", about);
    Html curves = new Html().raw(figure(ranked).html());
    return new Page("Limpid: which settings?")
        .header(header.toString())
        .sections(
            List.of(
                new Section("settings", "All settings, the best ones first", table(ranked, seeds)),
                new Section("curves", "Validation loss of the best ones", curves.toString())))
        .html();
  }

  /** Whether the best one is told from the next. */
  static String verdict(List<Trained> ranked) {
    if (ranked.size() == 1) {
      return "There is nothing to compare it with.";
    }
    Trained best = ranked.get(0);
    Trained next = ranked.get(1);
    double lead = next.mean(Measure.BEST_VALIDATION_LOSS) - best.mean(Measure.BEST_VALIDATION_LOSS);
    if (best.runs().size() == 1) {
      return "One seed can't tell settings whose losses are close; --seeds repeats them.";
    }
    double spread =
        Math.max(
            best.spread(Measure.BEST_VALIDATION_LOSS), next.spread(Measure.BEST_VALIDATION_LOSS));
    return String.format(
        Locale.ROOT,
        "Its mean validation loss is %s below that of the next; seeds of one setting differ by up to"
            + " %s%s",
        Numbers.number(lead),
        Numbers.number(spread),
        lead > spread ? "." : ": the two are not told apart.");
  }

  private static String table(List<Trained> ranked, int seeds) {
    List<String> headers = new ArrayList<>(ranked.get(0).candidate().values().keySet());
    headers.addAll(
        List.of("best validation loss", "differs by", "final accuracy", "seeds", "remark"));
    Table table = new Table(headers);
    for (Trained trained : ranked) {
      List<String> values = List.copyOf(trained.candidate().values().values());
      table.row(values.get(0));
      values.subList(1, values.size()).forEach(table::text);
      double accuracy = trained.mean(Measure.FINAL_ACCURACY);
      table
          .number(trained.mean(Measure.BEST_VALIDATION_LOSS))
          .number(trained.spread(Measure.BEST_VALIDATION_LOSS))
          .number(accuracy, Numbers.percent(accuracy))
          .number(seeds, "" + seeds)
          .text(trained.diverged() ? "diverged" : "");
    }
    return table.html(
        "Means over the seeds, and the difference between the best and the worst one");
  }

  private static Figure figure(List<Trained> ranked) {
    int epochs =
        ranked.stream().flatMap(t -> t.runs().stream()).mapToInt(SweepPage::epochs).max().orElse(0);
    List<Series> series = new ArrayList<>();
    List<Trained> drawn = ranked.subList(0, Math.min(MOST_CURVES, ranked.size()));
    for (int i = 0; i < drawn.size(); i++) {
      double[] values = new double[epochs];
      for (int epoch = 0; epoch < epochs; epoch++) {
        values[epoch] = meanLoss(drawn.get(i), epoch);
      }
      series.add(Series.of(drawn.get(i).candidate().label(), "run-" + i + " solid", values));
    }
    List<String> headers = new ArrayList<>(List.of("epoch"));
    series.forEach(each -> headers.add(each.label()));
    Table table = new Table(headers);
    for (int epoch = 0; epoch < epochs; epoch++) {
      table.row("" + (epoch + 1));
      for (Series each : series) {
        table.number(each.values()[epoch]);
      }
    }
    return new Figure(
        "losses",
        null,
        "Means over the seeds.",
        new LineChart(
            "Validation loss by epoch",
            "validation loss",
            new Positions.Epochs(IntStream.rangeClosed(1, epochs).boxed().toList()),
            series,
            360,
            false,
            false),
        series,
        table);
  }

  private static int epochs(RunRecord run) {
    return run.epochs().size();
  }

  /** NaN where a seed has no such epoch. */
  private static double meanLoss(Trained trained, int epoch) {
    double[] losses =
        trained.runs().stream()
            .mapToDouble(
                run -> {
                  List<EpochFigures> all = run.epochs();
                  return epoch < all.size() ? all.get(epoch).validationLoss() : Double.NaN;
                })
            .toArray();
    return Arrays.stream(losses).average().orElse(Double.NaN);
  }
}
