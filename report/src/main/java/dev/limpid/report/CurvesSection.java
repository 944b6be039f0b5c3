package dev.limpid.report;

import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Levels;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Chart;
import dev.limpid.report.page.Figure;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.LineChart;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Loss and accuracy over the epochs, and what each curve is. */
final class CurvesSection {
  /** A curve of the levels between which the terms of the gap are the differences. */
  private record Kind(
      String label, String style, Function<Levels, Estimate> level, String definition) {}

  private static final List<String> METRIC_STYLES =
      List.of(
          "val solid", "val dashed", "val dotted", "train dashed", "train dotted", "val dashdot");

  private static final String BATCH = "training, batch";

  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "training, train mode",
              "train dotted",
              Levels::trainMode,
              "training images at the epoch's last weights, as training sees them: augmented,"
                  + " with dropout, BatchNorm with the batch's statistics"),
          new Kind(
              BATCH,
              "train dashdot",
              Levels::trainBatch,
              "training images as they are, without dropout, BatchNorm with the batch's"
                  + " statistics"),
          new Kind(
              "training, population",
              "train dashed",
              Levels::trainPopulation,
              "the same with population statistics: those of the whole training set at the"
                  + " epoch's last weights"),
          new Kind(
              "training, moving",
              "train faint",
              Levels::trainMoving,
              "training images in inference mode: BatchNorm with its moving averages"),
          new Kind(
              "validation, population",
              "val dashed",
              Levels::validationPopulation,
              "validation images with population statistics: what inference would give if the"
                  + " moving averages did not lag"));

  private CurvesSection() {}

  static Section of(RunRecord run) {
    List<Series> loss =
        series(run, EpochFigures::loss, EpochFigures::validationLoss, EpochGap::lossLevels);
    List<Series> accuracy =
        series(
            run,
            EpochFigures::accuracy,
            EpochFigures::validationAccuracy,
            EpochGap::accuracyLevels);
    Html html = new Html();
    html.raw(figure(run, "loss", "Loss", unit(run), loss, 380));
    html.raw(figure(run, "accuracy", "Accuracy", "accuracy (%)", accuracy, 320));
    List<Series> metrics = metrics(run);
    if (!metrics.isEmpty()) {
      html.raw(figure(run, "metrics", "Further figures of the validation", "", metrics, 320));
    }
    definitions(html, loss);
    return new Section("curves", "Loss and accuracy", html.toString());
  }

  private static String unit(RunRecord run) {
    return "loss (" + run.otherLoss().orElse("cross-entropy, nats") + ")";
  }

  private static List<Series> series(
      RunRecord run,
      ToDoubleFunction<EpochFigures> running,
      ToDoubleFunction<EpochFigures> validation,
      Function<EpochGap, Levels> levels) {
    List<Series> all = new ArrayList<>();
    all.add(
        Series.of(
            "training, running",
            "train solid",
            run.epochs().stream().mapToDouble(running).toArray()));
    boolean batchIsTrainMode = run.gaps().stream().allMatch(gap -> sameTraining(levels.apply(gap)));
    for (Kind kind : KINDS) {
      boolean twice = kind.label().equals(BATCH) && batchIsTrainMode;
      if (!twice) {
        all.add(Series.of(kind.label(), kind.style(), levelsOf(run, levels, kind)));
      }
    }
    all.add(
        Series.of(
            "validation", "val solid", run.epochs().stream().mapToDouble(validation).toArray()));
    // no intervals here: they would be in the way, and the gap's charts have them
    return all.stream()
        .filter(Series::hasValues)
        .map(s -> Series.of(s.label(), s.style(), s.values()))
        .toList();
  }

  /** The figures that were chosen, each with a style of its own as long as there are. */
  private static List<Series> metrics(RunRecord run) {
    Set<String> names = new LinkedHashSet<>();
    run.epochs().forEach(epoch -> names.addAll(epoch.metrics().keySet()));
    List<Series> all = new ArrayList<>();
    for (String name : names) {
      double[] values =
          run.epochs().stream()
              .mapToDouble(epoch -> epoch.metrics().getOrDefault(name, Double.NaN))
              .toArray();
      all.add(Series.of(name, METRIC_STYLES.get(all.size() % METRIC_STYLES.size()), values));
    }
    return all.stream().filter(Series::hasValues).toList();
  }

  private static boolean sameTraining(Levels levels) {
    return levels.trainBatch() == null
        || levels.trainMode() == null
        || levels.trainBatch().value() == levels.trainMode().value();
  }

  private static List<Estimate> levelsOf(
      RunRecord run, Function<EpochGap, Levels> levels, Kind kind) {
    List<Estimate> estimates = new ArrayList<>();
    for (EpochFigures epoch : run.epochs()) {
      estimates.add(run.gapOf(epoch.epoch()).map(levels).map(kind.level()).orElse(null));
    }
    return estimates;
  }

  private static String figure(
      RunRecord run, String id, String heading, String unit, List<Series> series, int height) {
    List<Integer> epochs = run.epochs().stream().map(EpochFigures::epoch).toList();
    boolean share = id.equals("accuracy");
    Table table = Table.of(epochs, series, share ? Numbers::percent : Numbers::number);
    List<Series> drawn = share ? series.stream().map(s -> s.times(100)).toList() : series;
    String about = heading + " over the epochs; the numbers are in the table below";
    Chart chart = new LineChart(about, unit, epochs, drawn, height, true, share);
    return new Figure(id, heading, null, chart, series, table).html();
  }

  private static void definitions(Html html, List<Series> curves) {
    html.open("details", "id", "curves-definitions").element("summary", "What each curve is");
    html.open("dl", "class", "definitions");
    if (curves.stream().anyMatch(s -> s.label().equals("training, running"))) {
      define(
          html,
          "training, running",
          "what training prints: the mean over the epoch's batches while the weights were changing,"
              + " in train mode");
    }
    for (Kind kind : KINDS) {
      if (curves.stream().anyMatch(s -> s.label().equals(kind.label()))) {
        define(html, kind.label(), kind.definition());
      }
    }
    if (curves.stream().anyMatch(s -> s.label().equals("validation"))) {
      define(
          html,
          "validation",
          "all validation images at the epoch's last weights in inference mode: BatchNorm with its"
              + " moving averages, no dropout");
    }
    html.close().close();
  }

  private static void define(Html html, String term, String definition) {
    html.element("dt", term).element("dd", definition + ".");
  }
}
