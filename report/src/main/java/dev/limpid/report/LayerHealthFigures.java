package dev.limpid.report;

import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.report.page.HeatMap;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Signals of health of each layer over the epochs. A layer is judged by its median. */
final class LayerHealthFigures {
  private final List<EpochHealth> health;
  private final Usual figures;

  private LayerHealthFigures(List<EpochHealth> health, Usual figures) {
    this.health = health;
    this.figures = figures;
  }

  static void add(List<EpochHealth> health, Usual figures) {
    LayerHealthFigures all = new LayerHealthFigures(health, figures);
    all.add(
        "update-ratio",
        "Update ratio",
        "Norm of the last step's update over norm of the weights; 0.001 is usual. Depth by"
            + " logarithm.",
        LayerHealth::updateRatio,
        HeatMap.Depth.LOGARITHMIC,
        "0.00001 to 0.1",
        1e-5,
        0.1);
    double steepest =
        DoubleStream.of(all.medians(all.values(LayerHealth::gradientNorm)))
            .filter(Double::isFinite)
            .max()
            .orElse(0);
    all.add(
        "layer-gradient",
        "Gradient norm of each layer",
        "Depth by logarithm.",
        LayerHealth::gradientNorm,
        HeatMap.Depth.LOGARITHMIC,
        "from a thousandth of the largest",
        steepest / 1000,
        steepest);
    all.add(
        "dead-share",
        "Dead units",
        "Share of a ReLU's units that are 0 for all images that were looked at.",
        LayerHealth::deadShare,
        HeatMap.Depth.LINEAR,
        "less than half",
        0,
        0.5);
    all.add(
        "activation-mean",
        "Mean of the outputs",
        "Blue above zero, orange below.",
        LayerHealth::activationMean,
        HeatMap.Depth.DIVERGING,
        "\u221210 to 10",
        -10,
        10);
    all.add(
        "activation-deviation",
        "Standard deviation of the outputs",
        "Depth by logarithm.",
        LayerHealth::activationDeviation,
        HeatMap.Depth.LOGARITHMIC,
        "0.01 to 100",
        0.01,
        100);
  }

  private void add(
      String id,
      String heading,
      String note,
      ToDoubleFunction<LayerHealth> figure,
      HeatMap.Depth depth,
      String range,
      double least,
      double most) {
    double[][] values = values(figure);
    double[] medians = medians(values);
    List<String> names = names();
    List<String> out =
        IntStream.range(0, medians.length)
            .filter(layer -> medians[layer] < least || medians[layer] > most)
            .mapToObj(names::get)
            .toList();
    List<Integer> epochs = health.stream().map(EpochHealth::epoch).toList();
    figures.add(
        id,
        heading,
        range,
        HealthSection.some(out),
        medians,
        LayerFigure.html(id, heading, note, names, epochs, values, depth));
  }

  private List<String> names() {
    return health.get(health.size() - 1).layers().stream().map(LayerHealth::layer).toList();
  }

  private double[] medians(double[][] values) {
    return Arrays.stream(values).mapToDouble(HealthSection::median).toArray();
  }

  /** {@code [layer][epoch]}, NaN where there is none. */
  private double[][] values(ToDoubleFunction<LayerHealth> figure) {
    return names().stream()
        .map(
            name ->
                health.stream()
                    .mapToDouble(
                        epoch ->
                            epoch.layers().stream()
                                .filter(signals -> signals.layer().equals(name))
                                .mapToDouble(figure)
                                .findFirst()
                                .orElse(Double.NaN))
                    .toArray())
        .toArray(double[][]::new);
  }
}
