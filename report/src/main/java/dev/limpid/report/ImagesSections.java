package dev.limpid.report;

import dev.limpid.insight.run.LastValidation;
import dev.limpid.insight.run.LastValidation.Calibration;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Chart;
import dev.limpid.report.page.ConfusionChart;
import dev.limpid.report.page.Figure;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.LineChart;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Positions;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import dev.limpid.train.confusion.Confusions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The answers of the last validation to its images: the confusion matrix, and how far its
 * confidence can be trusted.
 */
final class ImagesSections {
  private static final int MOST_PAIRS = 300;

  private ImagesSections() {}

  static Section confusion(RunRecord run) {
    LastValidation validation = run.validation();
    List<String> classes = run.data().classes();
    int[][] counts = validation.confusion();
    Chart chart =
        new ConfusionChart(
            "Confusion matrix of epoch "
                + validation.epoch()
                + ": rows are the images' classes, columns what they were taken for",
            classes,
            counts);
    String note =
        "Rows are the images' classes, columns what they were taken for. Blue cells are right,"
            + " orange ones wrong; depth is the share of the row.";
    Table table = pairs(classes, counts);
    Figure figure = new Figure("confusion-matrix", null, note, chart, List.of(), table);
    boolean alone = run.state() == RunRecord.State.EXAMINED && run.epochs().size() == 1;
    String when = alone ? " of validation images" : " after epoch " + validation.epoch();
    int images = Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
    int right = IntStream.range(0, counts.length).map(c -> counts[c][c]).sum();
    return new Section(
        "confusion",
        "Confusions" + when,
        images > 0 && right == images ? noMistakes(images) : figure.html());
  }

  /** A matrix that has its diagonal alone says no more than a sentence. */
  private static String noMistakes(int images) {
    String all = "None: all " + Numbers.count(images) + " validation images were recognised.";
    return new Html().element("p", all).toString();
  }

  /** Pairs of classes that were taken for each other, worst first. */
  private static Table pairs(List<String> classes, int[][] counts) {
    List<Confusions.Cell> pairs =
        Confusions.of(counts).stream()
            .filter(cell -> cell.actual() != cell.predicted())
            .sorted(Comparator.comparingInt(cell -> -cell.images()))
            .toList();
    Table table = Table.of("class", "taken for", "images", "share of the class");
    for (Confusions.Cell pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
      double share = (double) pair.images() / Arrays.stream(counts[pair.actual()]).sum();
      table.row(classes.get(pair.actual())).text(classes.get(pair.predicted()));
      table.number(pair.images(), Integer.toString(pair.images()));
      table.number(share, Numbers.percent(share));
    }
    return table;
  }

  /** The reliability diagram. */
  static Section calibration(RunRecord run) {
    Calibration calibration = run.validation().calibration();
    int bins = calibration.images().length;
    double[] confidence = new double[bins];
    double[] accuracy = new double[bins];
    List<String> labels = new ArrayList<>();
    Table table = Table.of("confidence", "images", "mean confidence", "accuracy");
    for (int i = 0; i < bins; i++) {
      int above = Math.round(100f * i / bins);
      int to = Math.round(100f * (i + 1) / bins);
      labels.add(i % 3 == 1 ? above + "-" + to + " %" : "");
      confidence[i] = calibration.confidence()[i];
      accuracy[i] = calibration.images()[i] == 0 ? Double.NaN : calibration.accuracy(i);
      table.row(above + " to " + to + " %");
      table.number(calibration.images()[i], Integer.toString(calibration.images()[i]));
      table.number(confidence[i], Numbers.percent(confidence[i]));
      table.number(accuracy[i], Numbers.percent(accuracy[i]));
    }
    List<Series> series =
        List.of(
            Series.of("accuracy", "val solid", accuracy).times(100),
            Series.of("mean confidence", "train dashed", confidence).times(100));
    Chart chart =
        new LineChart(
            "Accuracy of the validation images by the network's confidence",
            "%",
            new Positions.Labelled("confidence", labels),
            series,
            300,
            true,
            true);
    String note =
        "Validation images by the probability of the class they were taken for. Where accuracy lies"
            + " below confidence, the network is surer than it is right. Expected calibration"
            + " error: "
            + Numbers.percent(calibration.error())
            + ".";
    Figure figure = new Figure("reliability", null, note, chart, series, table);
    return new Section(
        "calibration", "Confidence after epoch " + run.validation().epoch(), figure.html());
  }
}
