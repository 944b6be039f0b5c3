package dev.limpid.report;

import dev.limpid.insight.gap.Decomposition;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.report.page.Chart;
import dev.limpid.report.page.Figure;
import dev.limpid.report.page.GapFigures;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Labels;
import dev.limpid.report.page.LineChart;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Page;
import dev.limpid.report.page.RunFigures;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** One page of several runs: what differs in their settings, curves, and what their gaps are. */
public final class Comparison {
  private static final int MOST_BANDS = 3;

  private final List<String> names;
  private final List<RunRecord> runs;
  private final List<Integer> epochs;

  private Comparison(Map<String, RunRecord> named) {
    if (named.isEmpty() || named.values().stream().anyMatch(run -> run.epochs().isEmpty())) {
      throw new IllegalArgumentException("runs can be compared when each has ended an epoch");
    }
    names = List.copyOf(named.keySet());
    runs = List.copyOf(named.values());
    epochs =
        runs.stream()
            .flatMap(run -> run.epochs().stream())
            .map(EpochFigures::epoch)
            .distinct()
            .sorted()
            .toList();
  }

  /**
   * Writes the page; a file that is there is replaced as a whole.
   *
   * @param runs by the names under which they are shown, in order; each has ended an epoch
   */
  public static void write(Map<String, RunRecord> runs, Path file) throws IOException {
    AtomicFile.write(file, html(runs));
  }

  /**
   * The page.
   *
   * @throws IllegalArgumentException if a run has not ended an epoch yet
   */
  public static String html(Map<String, RunRecord> runs) {
    Comparison comparison = new Comparison(new LinkedHashMap<>(runs));
    List<Section> sections = new ArrayList<>();
    sections.add(comparison.overview());
    sections.add(comparison.settings());
    sections.add(comparison.curves());
    if (runs.values().stream().anyMatch(run -> !run.gaps().isEmpty())) {
      sections.add(comparison.gaps());
    }
    String title = "Comparison of " + runs.size() + " runs";
    return new Page("Limpid: " + title)
        .header(new Html().element("h1", title).toString())
        .sections(sections)
        .html();
  }

  private Section overview() {
    Table table =
        Table.of(
            "run",
            "epochs",
            "training, running",
            "validation",
            "gap",
            "best validation loss",
            "accuracy",
            "time");
    for (int i = 0; i < runs.size(); i++) {
      RunRecord run = runs.get(i);
      EpochFigures last = run.lastEpoch();
      double gap = last.validationLoss() - last.loss();
      Optional<EpochFigures> best =
          run.epochs().stream()
              .filter(EpochFigures::validated)
              .min(Comparator.comparingDouble(EpochFigures::validationLoss));
      double seconds =
          run.epochs().stream().mapToDouble(e -> e.trainSeconds() + e.validationSeconds()).sum();
      table.row(names.get(i)).number(run.epochs().size(), "" + run.epochs().size());
      table.number(last.loss()).number(last.validationLoss()).number(gap, Numbers.signed(gap));
      double lowest = best.map(EpochFigures::validationLoss).orElse(Double.NaN);
      String when = best.map(epoch -> " in epoch " + epoch.epoch()).orElse("");
      table.number(lowest, Numbers.number(lowest) + when);
      table.number(last.validationAccuracy(), Numbers.percent(last.validationAccuracy()));
      table.number(seconds, Numbers.seconds(seconds));
    }
    return new Section("overview", "After the last epoch", table.html("The runs"));
  }

  private Section settings() {
    List<Map<String, String>> all = runs.stream().map(RunSection::everything).toList();
    List<String> keys = all.stream().flatMap(map -> map.keySet().stream()).distinct().toList();
    List<String> headers = new ArrayList<>(List.of("setting"));
    headers.addAll(names);
    Table table = new Table(headers);
    for (String key : keys) {
      List<String> values = all.stream().map(map -> map.getOrDefault(key, Numbers.NONE)).toList();
      if (values.stream().distinct().count() > 1) {
        table.row(key);
        values.forEach(table::text);
      }
    }
    String html =
        table.size() == 0
            ? new Html().element("p", "All settings are the same.").toString()
            : table.html("Settings that differ");
    return new Section("settings", "Settings that differ", html);
  }

  /** That of all runs, if they have the same loss. */
  private String lossUnit() {
    List<String> units = runs.stream().map(RunFigures::lossUnit).distinct().toList();
    return units.size() == 1 ? units.get(0) : "loss";
  }

  private Section curves() {
    Html html = new Html();
    html.raw(curves("loss", "Loss", lossUnit(), EpochFigures::loss, EpochFigures::validationLoss));
    html.raw(
        curves(
            "accuracy",
            "Accuracy",
            "accuracy, share",
            EpochFigures::accuracy,
            EpochFigures::validationAccuracy));
    return new Section("curves", "Curves", html.toString());
  }

  private String curves(
      String id,
      String heading,
      String unit,
      ToDoubleFunction<EpochFigures> training,
      ToDoubleFunction<EpochFigures> validation) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String name = Labels.shorten(names.get(i), 15);
      series.add(Series.of(name, RunFigures.style(i), figures(runs.get(i), validation)));
      series.add(
          Series.of(
              name + ", running", RunFigures.style(i) + " dotted", figures(runs.get(i), training)));
    }
    series.removeIf(s -> !s.hasValues());
    String note =
        "Solid: validation. Dotted: the running figure of training, a mean over the epoch.";
    boolean linear = id.equals("accuracy");
    Chart chart = new LineChart(heading, unit, epochs, series, 400, true, linear);
    return new Figure(id, heading, note, chart, series, table(series)).html();
  }

  private double[] figures(RunRecord run, ToDoubleFunction<EpochFigures> figure) {
    return epochs.stream()
        .mapToDouble(
            epoch ->
                run.epochs().stream()
                    .filter(figures -> figures.epoch() == epoch)
                    .mapToDouble(figure)
                    .findFirst()
                    .orElse(Double.NaN))
        .toArray();
  }

  private Table table(List<Series> series) {
    return Table.of(epochs, series, Numbers::number);
  }

  private Section gaps() {
    List<Term> terms =
        GapFigures.termsOf(runs.stream().flatMap(run -> run.gaps().stream()).toList());
    Html html = new Html().element("p", GapSection.order(terms), "class", "lead");
    html.element("h3", "Terms of the loss after the last epoch");
    html.raw(lastGaps(terms).html("Terms of the loss after the last epoch"));
    html.open("div", "class", "panels of-2");
    html.raw(
        term(
            "gap",
            "The gap itself",
            loss -> Estimate.exact(loss.gap()),
            "Validation less running"));
    for (Term term : terms) {
      html.raw(
          term(
              "term-" + term.column(),
              term.label(),
              loss -> loss.of(term).orElse(null),
              term.meaning()));
    }
    return new Section("gaps", "The gaps, taken apart", html.close().toString());
  }

  private Table lastGaps(List<Term> terms) {
    List<String> headers = new ArrayList<>(List.of("run", "epoch", "gap"));
    terms.forEach(term -> headers.add(term.label()));
    Table table = new Table(headers);
    for (int i = 0; i < runs.size(); i++) {
      Optional<EpochGap> last = runs.get(i).lastGap();
      table.row(names.get(i));
      table.number(
          last.map(gap -> (double) gap.epoch()).orElse(Double.NaN),
          last.map(gap -> "" + gap.epoch()).orElse(Numbers.NONE));
      double whole = last.map(gap -> gap.loss().gap()).orElse(Double.NaN);
      table.number(whole, Numbers.signed(whole));
      for (Term term : terms) {
        Optional<Estimate> estimate = last.flatMap(gap -> gap.loss().of(term));
        table.number(
            estimate.map(Estimate::value).orElse(Double.NaN),
            estimate.map(Numbers::interval).orElse(Numbers.NONE));
      }
    }
    return table;
  }

  private String term(
      String id, String heading, Function<Decomposition, Estimate> figure, String note) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      RunRecord run = runs.get(i);
      List<Estimate> estimates = new ArrayList<>();
      for (int epoch : epochs) {
        estimates.add(run.gapOf(epoch).map(EpochGap::loss).map(figure).orElse(null));
      }
      Series all = Series.of(Labels.shorten(names.get(i), 24), RunFigures.style(i), estimates);
      // bands of many runs hide each other
      boolean plain = id.equals("gap") || runs.size() > MOST_BANDS;
      series.add(plain ? Series.of(all.label(), all.style(), all.values()) : all);
    }
    series.removeIf(s -> !s.hasValues());
    Chart chart = new LineChart(heading, lossUnit(), epochs, series, 240, false, true);
    return new Figure(id, heading, Labels.sentence(note), chart, series, table(series)).panel(2);
  }
}
