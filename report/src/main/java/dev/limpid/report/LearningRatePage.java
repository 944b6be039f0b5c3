package dev.limpid.report;

import dev.limpid.layers.io.AtomicFile;
import dev.limpid.report.page.Figure;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.LineChart;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Page;
import dev.limpid.report.page.Positions;
import dev.limpid.report.page.Scale;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import dev.limpid.train.LearningRateCurve;
import dev.limpid.train.LearningRateCurve.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** The page of a learning-rate range test. */
public final class LearningRatePage {
  /** Losses above so many times the first are not drawn: they would flatten the rest. */
  private static final double HIGHEST = 1.5;

  private LearningRatePage() {}

  /**
   * Writes the page; a file that is there is replaced as a whole.
   *
   * @param about the training, in a sentence
   */
  public static void write(LearningRateCurve curve, String about, Path file) throws IOException {
    AtomicFile.write(file, html(curve, about));
  }

  /** The page. */
  public static String html(LearningRateCurve curve, String about) {
    Html header = new Html().element("h1", "Learning-rate range test");
    header.element("p", conclusion(curve), "class", "headline").element("p", about);
    Html html = new Html().raw(figure(curve).html());
    html.element(
        "p",
        "The training starts at its first weights, and the rate grows by the same factor from step"
            + " to step. Two rates are customary: the one where the smoothed loss falls most steeply,"
            + " which is cautious, and a tenth of the one where it is lowest, which is bold. The"
            + " suggested one lies between them. Where the loss has lost half of what it gained, the"
            + " training is taken to diverge. Smith, Cyclical Learning Rates for Training Neural"
            + " Networks, 2017, arXiv:1506.01186.",
        "class",
        "note");
    return new Page("Limpid: learning-rate range test")
        .header(header.toString())
        .sections(
            List.of(new Section("range", "Loss while the learning rate grows", html.toString())))
        .html();
  }

  private static String conclusion(LearningRateCurve curve) {
    OptionalDouble rate = curve.suggestion();
    return rate.isPresent()
        ? "Train with a learning rate of " + Numbers.number(rate.getAsDouble()) + "."
        : "The loss did not fall at any of these learning rates.";
  }

  private static Figure figure(LearningRateCurve curve) {
    List<Point> points = curve.points();
    double highest =
        points.isEmpty() ? Double.POSITIVE_INFINITY : HIGHEST * points.get(0).smoothed();
    List<Series> series = new ArrayList<>();
    series.add(Series.of("loss of the batch", "train faint", values(points, Point::loss, highest)));
    series.add(Series.of("smoothed", "train solid", values(points, Point::smoothed, highest)));
    double[] drawn =
        series.stream()
            .flatMapToDouble(s -> Arrays.stream(s.values()))
            .filter(Double::isFinite)
            .toArray();
    double top = Arrays.stream(drawn).max().orElse(1);
    mark(series, points, curve.steepest(), "falls most steeply", "run-2", top);
    mark(series, points, curve.divergence(), "diverges", "run-3", top);
    mark(series, points, curve.suggestion(), "suggested", "val solid", top);
    Table table = Table.of("learning rate", "loss of the batch", "smoothed");
    points.forEach(p -> table.row(Numbers.number(p.rate())).number(p.loss()).number(p.smoothed()));
    return new Figure(
        "rates",
        null,
        "One step for each rate; losses far above the first are cut off.",
        new LineChart(
            "Loss by learning rate",
            "loss (cross-entropy, nats)",
            new Positions.Labelled("learning rate, logarithmic", labels(points)),
            series,
            360,
            false,
            true),
        series,
        table);
  }

  private static double[] values(List<Point> points, ToDoubleFunction<Point> of, double highest) {
    return points.stream()
        .mapToDouble(of)
        .map(value -> value > highest ? Double.NaN : value)
        .toArray();
  }

  /** A line from bottom to top. */
  private static void mark(
      List<Series> series,
      List<Point> points,
      OptionalDouble rate,
      String label,
      String style,
      double top) {
    if (rate.isEmpty()) {
      return;
    }
    double[] low = none(points.size());
    double[] high = none(points.size());
    int at = nearest(points, rate.getAsDouble());
    low[at] = 0;
    high[at] = top;
    String name = label + ": " + Numbers.number(rate.getAsDouble());
    series.add(new Series(name, style, none(points.size()), low, high));
  }

  private static double[] none(int size) {
    double[] values = new double[size];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  private static int nearest(List<Point> points, double rate) {
    int nearest = 0;
    for (int i = 1; i < points.size(); i++) {
      double distance = Math.abs(Math.log(points.get(i).rate() / rate));
      if (distance < Math.abs(Math.log(points.get(nearest).rate() / rate))) {
        nearest = i;
      }
    }
    return nearest;
  }

  /** At the powers of ten. */
  private static List<String> labels(List<Point> points) {
    List<String> labels = new ArrayList<>();
    double last = Double.NaN;
    for (Point point : points) {
      double decade = Math.floor(Math.log10(point.rate()) + 1e-9);
      boolean first = Double.isNaN(last) || decade > last;
      labels.add(first ? Scale.label(Math.pow(10, decade)) : "");
      last = decade;
    }
    return labels;
  }
}
