package dev.limpid.report.page;

import dev.limpid.train.confusion.Confusions;
import java.util.Arrays;
import java.util.List;

/**
 * A confusion matrix: rows are the images' classes, columns what they were taken for; depth is the
 * share of the row. Right ones are of another colour than wrong ones.
 *
 * @param about what it shows, for those who don't see it
 * @param classes their names
 * @param counts {@code counts[actual][predicted]}
 */
public record ConfusionChart(String about, List<String> classes, int[][] counts) implements Chart {
  private static final int MOST_NAMED = 60;
  private static final int MOST_COUNTED = 32;

  @Override
  public String svg(int width) {
    boolean wide = width > 600;
    int n = classes.size();
    boolean named = n <= (wide ? MOST_NAMED : MOST_COUNTED);
    int letters = named ? Math.min(12, longest()) : 0;
    double margin = named ? 18 + 7.2 * letters : 22;
    double cell = Math.min(Math.min((wide ? 660 : width) - margin - 12, width) / n, 48);
    double left = margin + 8;
    double top = margin + 8;
    double size = cell * n;
    Html svg = Chart.open(about, width, top + size + 8);
    svg.element("text", "actual \u2193   predicted \u2192", "class", "axis-name", "x", 0, "y", 13);
    svg.shape("rect", "class", "frame", "x", left, "y", top, "width", size, "height", size);
    for (int i = 0; named && i < n; i++) {
      double at = (i + 0.5) * cell;
      String name = Labels.shorten(classes.get(i), 12);
      String small = cell < 14 ? "tick small" : "tick";
      svg.element("text", name, "class", small + " end", "x", left - 6, "y", top + at + 4);
      boolean upright = letters <= 2;
      String turn =
          "translate("
              + Html.coordinate(left + at + (upright ? 0 : 4))
              + " "
              + Html.coordinate(top - 6)
              + ")"
              + (upright ? "" : " rotate(-90)");
      svg.element("text", name, "class", small + (upright ? " middle" : ""), "transform", turn);
    }
    for (Confusions.Cell each : Confusions.of(counts)) {
      cell(svg, each, left, top, cell, wide);
    }
    return svg.close().toString();
  }

  private int longest() {
    return classes.stream().mapToInt(String::length).max().orElse(1);
  }

  private void cell(
      Html svg, Confusions.Cell of, double left, double top, double cell, boolean wide) {
    double share = (double) of.images() / Arrays.stream(counts[of.actual()]).sum();
    double x = left + of.predicted() * cell;
    double y = top + of.actual() * cell;
    boolean right = of.actual() == of.predicted();
    svg.open(
        "rect",
        "class",
        right ? "heat" : "heat wrong",
        "fill-opacity",
        Math.round(100 * (0.12 + 0.88 * (right ? share : Math.min(1, 2 * share)))) / 100.0 + "",
        "x",
        x,
        "y",
        y,
        "width",
        cell,
        "height",
        cell);
    if (wide) {
      svg.element("title", tip(of.actual(), of.predicted(), of.images(), share));
    }
    svg.close();
    if (wide && classes.size() <= MOST_COUNTED && cell >= 15) {
      boolean deep = right ? share > 0.55 : share > 0.3;
      svg.element(
          "text",
          Integer.toString(of.images()),
          "class",
          deep ? "count deep" : "count",
          "x",
          x + cell / 2,
          "y",
          y + cell / 2 + 3.5);
    }
  }

  private String tip(int actual, int predicted, int count, double share) {
    return classes.get(actual)
        + (actual == predicted ? " recognised: " : " taken for " + classes.get(predicted) + ": ")
        + count
        + (count == 1 ? " image, " : " images, ")
        + Numbers.percent(share);
  }
}
