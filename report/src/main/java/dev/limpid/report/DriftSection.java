package dev.limpid.report;

import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.page.HeatMap;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Numbers;
import dev.limpid.report.page.Section;
import dev.limpid.report.page.Table;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The distance of the moving averages of each BatchNorm layer from the population statistics. */
final class DriftSection {
  private DriftSection() {}

  static boolean exists(RunRecord run) {
    return run.gaps().stream().anyMatch(gap -> !gap.drift().isEmpty());
  }

  static Section of(RunRecord run) {
    List<EpochGap> gaps = run.gaps().stream().filter(gap -> !gap.drift().isEmpty()).toList();
    List<LayerDrift> last = gaps.get(gaps.size() - 1).drift();
    Html html = new Html();
    html.element(
        "p",
        "The moving averages of a BatchNorm layer remember "
            + memory(last.get(0))
            + "; an epoch has "
            + last.get(0).stepsPerEpoch()
            + ". Where they are far from the statistics of the training set at the present weights,"
            + " inference sees another network than training.",
        "class",
        "lead");
    html.open("div", "class", LayerFigure.container(gaps.size()));
    html.raw(
        map(
            "drift-mean",
            "Shift of the mean",
            "|moving mean \u2212 population mean| in standard deviations of the population, which"
                + " is the whole training set at the epoch's last weights: the 90th percentile of"
                + " the layer's channels.",
            gaps,
            drift -> drift.meanShift().ninetieth()));
    html.raw(
        map(
            "drift-deviation",
            "Ratio of the standard deviations",
            "|ln(moving / population)| of the standard deviations: the 90th percentile of the"
                + " layer's channels; 0.69 is a factor of two.",
            gaps,
            drift -> drift.logDeviationRatio().ninetieth()));
    html.close();
    html.raw(lastEpoch(gaps.get(gaps.size() - 1)));
    return new Section("drift", "Drift of BatchNorm's moving averages", html.toString());
  }

  private static String memory(LayerDrift layer) {
    return Double.isFinite(layer.memorySteps())
        ? "about " + Numbers.count(Math.round(layer.memorySteps())) + " steps"
        : "all steps";
  }

  private static String map(
      String id,
      String heading,
      String note,
      List<EpochGap> gaps,
      ToDoubleFunction<LayerDrift> figure) {
    List<LayerDrift> layers = gaps.get(gaps.size() - 1).drift();
    double[][] values = new double[layers.size()][gaps.size()];
    for (int layer = 0; layer < values.length; layer++) {
      for (int i = 0; i < gaps.size(); i++) {
        String name = layers.get(layer).layer();
        values[layer][i] =
            gaps.get(i).drift().stream()
                .filter(drift -> drift.layer().equals(name))
                .mapToDouble(figure)
                .findFirst()
                .orElse(Double.NaN);
      }
    }
    return LayerFigure.html(
        id,
        heading,
        note,
        layers.stream().map(LayerDrift::layer).toList(),
        gaps.stream().map(EpochGap::epoch).toList(),
        values,
        HeatMap.Depth.LINEAR);
  }

  private static String lastEpoch(EpochGap gap) {
    Table table =
        Table.of(
            "layer",
            "channels",
            "mean shift, median",
            "90th",
            "worst",
            "channel",
            "log ratio of standard deviations, median",
            "90th",
            "worst",
            "channel",
            "symmetric KL divergence (nats), median",
            "90th",
            "worst",
            "channel",
            "memory (steps)",
            "steps an epoch");
    for (LayerDrift drift : gap.drift()) {
      table.row(drift.layer()).number(drift.channels(), Integer.toString(drift.channels()));
      quantiles(table, drift.meanShift());
      quantiles(table, drift.logDeviationRatio());
      quantiles(table, drift.divergence());
      table.number(drift.memorySteps());
      table.number(drift.stepsPerEpoch(), Integer.toString(drift.stepsPerEpoch()));
    }
    String caption = "Drift of each layer after epoch " + gap.epoch();
    Html html = new Html().open("details", "id", "drift-last").element("summary", caption);
    return html.raw(table.html(caption)).close().toString();
  }

  private static void quantiles(Table table, LayerDrift.Quantiles quantiles) {
    table.number(quantiles.median()).number(quantiles.ninetieth()).number(quantiles.worst());
    table.text(Integer.toString(quantiles.worstChannel()));
  }
}
