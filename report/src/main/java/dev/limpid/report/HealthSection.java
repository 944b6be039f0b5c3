package dev.limpid.report;

import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.Chart;
import dev.limpid.report.page.Figure;
import dev.limpid.report.page.HeatMap;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Labels;
import dev.limpid.report.page.LineChart;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Series;
import dev.limpid.report.page.Table;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Signals of training health: curves of the whole network, heat maps of its layers. */
final class HealthSection {
  private HealthSection() {}

  static Section of(RunRecord run) {
    List<EpochHealth> health = run.health();
    List<Integer> epochs = health.stream().map(EpochHealth::epoch).toList();
    Html html = new Html().open("div", "class", "panels of-2");
    html.raw(
        curve(
            "gradient-norm",
            "Gradient norm",
            "norm",
            "of all trained parameters, in the epoch's last step",
            epochs,
            values(health, EpochHealth::gradientNorm)));
    html.raw(
        curve(
            "saturation",
            "Saturated outputs",
            "share of images",
            "share of the last batch's images with a probability above 0.999",
            epochs,
            values(health, EpochHealth::saturatedShare)));
    html.raw(
        curve(
            "noise-scale",
            "Gradient noise scale",
            "images",
            "the batch size at which noise and signal of the gradient are alike (the"
                + " batches have "
                + run.plan().batchSize()
                + "); no dot where the signal can't be told from the noise",
            epochs,
            values(health, EpochHealth::noiseScale)));
    html.raw(
        curve(
            "step-length",
            "Length of steps",
            "alpha",
            "median of the probed steps, on the parabola of their own batch: -1 did not move, 0 is the"
                + " valley's floor, 1 is as high on its other side",
            epochs,
            values(health, HealthSection::stepLength)));
    html.raw(
        curve(
            "learning-rate",
            "Learning rate",
            "learning rate",
            "of the epoch's last step",
            run.epochs().stream().map(EpochFigures::epoch).toList(),
            run.epochs().stream().mapToDouble(EpochFigures::learningRate).toArray()));
    html.close().open("div", "class", LayerFigure.container(health.size()));
    html.raw(
        layers(
            health,
            "update-ratio",
            "Update ratio",
            "Norm of the last step's update over norm of the weights; 0.001 is usual. Depth by"
                + " logarithm.",
            LayerHealth::updateRatio,
            HeatMap.Depth.LOGARITHMIC));
    html.raw(
        layers(
            health,
            "layer-gradient",
            "Gradient norm of each layer",
            "Depth by logarithm.",
            LayerHealth::gradientNorm,
            HeatMap.Depth.LOGARITHMIC));
    html.raw(
        layers(
            health,
            "dead-share",
            "Dead units",
            "Share of a ReLU's units that are 0 for all images that were looked at.",
            LayerHealth::deadShare,
            HeatMap.Depth.LINEAR));
    html.raw(
        layers(
            health,
            "activation-mean",
            "Mean of the outputs",
            "Blue above zero, orange below.",
            LayerHealth::activationMean,
            HeatMap.Depth.DIVERGING));
    html.raw(
        layers(
            health,
            "activation-deviation",
            "Standard deviation of the outputs",
            "Depth by logarithm.",
            LayerHealth::activationDeviation,
            HeatMap.Depth.LOGARITHMIC));
    html.close();
    return new Section("health", "Health of the training", html.toString());
  }

  private static double stepLength(EpochHealth health) {
    double[] lengths =
        health.steps().stream()
            .mapToDouble(StepProbe::alpha)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return lengths.length == 0 ? Double.NaN : lengths[lengths.length / 2];
  }

  private static double[] values(List<EpochHealth> health, ToDoubleFunction<EpochHealth> figure) {
    return health.stream().mapToDouble(figure).toArray();
  }

  private static String curve(
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

  private static String layers(
      List<EpochHealth> health,
      String id,
      String heading,
      String note,
      ToDoubleFunction<LayerHealth> figure,
      HeatMap.Depth depth) {
    List<String> names =
        health.get(health.size() - 1).layers().stream().map(LayerHealth::layer).toList();
    double[][] values = new double[names.size()][health.size()];
    IntStream.range(0, names.size())
        .forEach(
            layer -> {
              for (int i = 0; i < health.size(); i++) {
                values[layer][i] =
                    health.get(i).layers().stream()
                        .filter(signals -> signals.layer().equals(names.get(layer)))
                        .mapToDouble(figure)
                        .findFirst()
                        .orElse(Double.NaN);
              }
            });
    return LayerFigure.html(
        id, heading, note, names, health.stream().map(EpochHealth::epoch).toList(), values, depth);
  }
}
