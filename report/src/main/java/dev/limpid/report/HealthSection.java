package dev.limpid.report;

import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Chart;
import dev.limpid.report.page.Figure;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Labels;
import dev.limpid.report.page.LineChart;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Signals of training health: curves of the whole network, and numbers of its layers. Those that
 * are as usual are folded into a line each.
 */
final class HealthSection {
  private static final int MOST_NAMED = 5;

  private final RunRecord run;
  private final Usual figures = new Usual();

  private HealthSection(RunRecord run) {
    this.run = run;
  }

  static Section of(RunRecord run) {
    HealthSection section = new HealthSection(run);
    section.curves();
    LayerHealthFigures.add(run.health(), section.figures);
    Html html = new Html();
    html.element(
        "p", "What is as usual is folded into a line; what is not stands open.", "class", "lead");
    html.raw(section.figures.html(LayerFigure.container(run.health().size())));
    return new Section("health", "Health of the training", html.toString());
  }

  private void curves() {
    double[] norms = values(EpochHealth::gradientNorm);
    curve(
        "gradient-norm",
        "Gradient norm",
        "norm",
        "of all trained parameters, in the epoch's last step",
        norms,
        "up to ten times that of the first epoch",
        above(norms, constant(10 * norms[0])));
    double[] saturated = values(EpochHealth::saturatedShare);
    curve(
        "saturation",
        "Saturated outputs",
        "share of images",
        "share of the last batch's images with a probability above 0.999",
        saturated,
        "no more than are right",
        above(saturated, run.health().stream().mapToDouble(this::right).toArray()));
    int batch = run.plan().batchSize();
    double[] noise = values(EpochHealth::noiseScale);
    curve(
        "noise-scale",
        "Gradient noise scale",
        "images",
        "the batch size at which noise and signal of the gradient are alike (the batches have "
            + batch
            + "); no dot where the signal can't be told from the noise",
        noise,
        "a median up to a hundred batches",
        medianAbove(noise, 100.0 * batch));
    double[] lengths = values(HealthSection::stepLength);
    curve(
        "step-length",
        "Length of steps",
        "alpha",
        "median of the probed steps, on the parabola of their own batch: -1 did not move, 0 is the"
            + " valley's floor, 1 is as high on its other side",
        lengths,
        "a median of \u22121 to 1",
        medianAbove(lengths, 1));
    figures.add(
        "learning-rate",
        "Learning rate",
        "as it was set",
        "",
        run.epochs().stream().mapToDouble(EpochFigures::learningRate).toArray(),
        figure(
            "learning-rate",
            "Learning rate",
            "learning rate",
            "of the epoch's last step",
            run.epochs().stream().map(EpochFigures::epoch).toList(),
            run.epochs().stream().mapToDouble(EpochFigures::learningRate).toArray()));
  }

  /** The share of training images that were right in an epoch, and what chance may add to it. */
  private double right(EpochHealth health) {
    return run.epochs().stream()
        .filter(epoch -> epoch.epoch() == health.epoch())
        .mapToDouble(epoch -> Math.min(1, epoch.accuracy() + 0.1))
        .findFirst()
        .orElse(1);
  }

  private void curve(
      String id,
      String heading,
      String unit,
      String note,
      double[] values,
      String range,
      String out) {
    List<Integer> epochs = run.health().stream().map(EpochHealth::epoch).toList();
    figures.add(id, heading, range, out, values, figure(id, heading, unit, note, epochs, values));
  }

  /** The epochs in which a value lies above what is usual; empty if it never does. */
  private String above(double[] values, double[] most) {
    List<String> out =
        IntStream.range(0, values.length)
            .filter(i -> values[i] > most[i])
            .mapToObj(i -> Integer.toString(run.health().get(i).epoch()))
            .toList();
    return out.isEmpty() ? "" : (out.size() == 1 ? "epoch " : "epochs ") + some(out);
  }

  /** What is to be said of values that scatter; empty if half of them are as usual. */
  private static String medianAbove(double[] values, double most) {
    double median = median(values);
    return median > most ? "its median over the epochs is " + Numbers.number(median) : "";
  }

  /** The first few of a list. */
  static String some(List<String> names) {
    String first = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
    int more = names.size() - MOST_NAMED;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private double[] constant(double value) {
    double[] values = new double[run.health().size()];
    Arrays.fill(values, value);
    return values;
  }

  /** NaN if there is none. */
  static double median(double[] values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
    return finite.length == 0 ? Double.NaN : finite[finite.length / 2];
  }

  private static double stepLength(EpochHealth health) {
    return median(health.steps().stream().mapToDouble(StepProbe::alpha).toArray());
  }

  private double[] values(ToDoubleFunction<EpochHealth> figure) {
    return run.health().stream().mapToDouble(figure).toArray();
  }

  private static String figure(
      String id, String heading, String unit, String note, List<Integer> epochs, double[] values) {
    Series series = Series.of(heading, "plain solid", values);
    if (!series.hasValues()) {
      return "";
    }
    Table table = Table.of(epochs, List.of(series), Numbers::number);
    Chart chart =
        new LineChart(
            heading + " over the epochs", unit, epochs, List.of(series), 190, false, false);
    return new Figure(id, heading, Labels.sentence(note), chart, List.of(), table).panel(2);
  }
}
