package dev.limpid.report;

import dev.limpid.report.page.Figure;
import dev.limpid.report.page.HeatMap;
import dev.limpid.report.page.Html;
import dev.limpid.report.page.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers of layers over epochs: a heat map and its table; of a few epochs the table alone. */
final class LayerFigure {
  private static final int MOST_SIDE_BY_SIDE = 30;

  /** Colours of fewer columns say less than their numbers. */
  private static final int LEAST_FOR_A_MAP = 5;

  private LayerFigure() {}

  /** CSS classes of what holds figures of so many epochs. */
  static String container(int epochs) {
    return epochs <= MOST_SIDE_BY_SIDE ? "panels of-2" : "panels of-1";
  }

  /**
   * The figure; empty if no layer has such a number.
   *
   * @param values {@code values[layer][epoch]}; layers without a number are left out
   */
  static String html(
      String id,
      String heading,
      String note,
      List<String> layers,
      List<Integer> epochs,
      double[][] values,
      HeatMap.Depth depth) {
    List<String> names = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      if (Arrays.stream(values[i]).anyMatch(Double::isFinite)) {
        names.add(layers.get(i));
        rows.add(values[i]);
      }
    }
    if (rows.isEmpty()) {
      return "";
    }
    List<String> headers = new ArrayList<>(List.of("layer"));
    epochs.forEach(epoch -> headers.add("epoch " + epoch));
    Table table = new Table(headers);
    for (int i = 0; i < rows.size(); i++) {
      table.row(names.get(i));
      Arrays.stream(rows.get(i)).forEach(table::number);
    }
    if (epochs.size() < LEAST_FOR_A_MAP) {
      return new Html()
          .open("div", "id", id, "class", "panel")
          .element("h3", heading)
          .raw(table.html(heading))
          .close()
          .toString();
    }
    HeatMap chart =
        new HeatMap(
            heading + ": one row for each layer from the input on, one column for each epoch",
            names,
            epochs,
            rows.toArray(new double[0][]),
            depth);
    Figure figure = new Figure(id, heading, note, chart, List.of(), table);
    return epochs.size() <= MOST_SIDE_BY_SIDE ? figure.panel(2) : figure.html();
  }
}
