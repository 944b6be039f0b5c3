package dev.limpid.report.page;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The way from one number to another: a bar for the first, a step for each change, a bar for the
 * last.
 *
 * @param about what it shows, for those who don't see it
 * @param rows from the first number to the last
 */
public record Waterfall(String about, List<Row> rows) implements Chart {
  private static final double ROW = 30;

  /** No character of a number is wider, in bold of 13 px. */
  private static final double CHARACTER = 8;

  /**
   * A row.
   *
   * @param label what it is
   * @param shown the number as it is written
   * @param style CSS classes that give its colour
   * @param from where its bar begins
   * @param to where it ends
   * @param half half of the 95 % interval at that end, 0 or NaN for none
   */
  public record Row(
      String label, String shown, String style, double from, double to, double half) {}

  @Override
  public String svg(int width) {
    boolean wide = width > 600;
    double row = wide ? ROW : ROW + 16;
    double left = wide ? 190 : 4;
    double right = width - (wide ? 8 + longest() : 8);
    double height = rows.size() * row + 8;
    Scale x =
        Scale.linear(
            rows.stream()
                .flatMapToDouble(
                    r -> {
                      double half = Double.isFinite(r.half()) ? r.half() : 0;
                      return DoubleStream.of(r.from(), r.to() - half, r.to() + half);
                    }),
            left,
            right);
    Html svg = Chart.open(about, width, height);
    svg.shape("line", "class", "zero", "x1", x.at(0), "x2", x.at(0), "y1", 0.0, "y2", height);
    for (int i = 0; i < rows.size(); i++) {
      row(svg, rows.get(i), i * row + 4, row, x, wide, width);
      if (wide && i + 1 < rows.size()) {
        double at = x.at(rows.get(i).to());
        double y = (i + 1) * row + 4;
        double end = y + 6;
        svg.shape("line", "class", "step", "x1", at, "x2", at, "y1", y - 6, "y2", end);
      }
    }
    return svg.close().toString();
  }

  /** The width of the longest number, which is written behind its bar. */
  private double longest() {
    return CHARACTER * rows.stream().mapToInt(row -> row.shown().length()).max().orElse(0);
  }

  private static void row(
      Html svg, Row row, double top, double height, Scale x, boolean wide, int width) {
    double from = Math.min(x.at(row.from()), x.at(row.to()));
    double length = Math.max(1.5, Math.abs(x.at(row.to()) - x.at(row.from())));
    double bar = wide ? top + 6 : top + 22;
    double middle = bar + 9;
    svg.shape(
        "rect",
        "class",
        "part " + row.style(),
        "x",
        from,
        "y",
        bar,
        "width",
        length,
        "height",
        18.0,
        "rx",
        2);
    if (row.half() > 0) {
      double low = x.at(row.to() - row.half());
      double high = x.at(row.to() + row.half());
      svg.shape(
          "path",
          "class",
          "whisker",
          "d",
          "M" + Html.coordinate(low) + " " + Html.coordinate(middle) + "H" + Html.coordinate(high));
    }
    if (wide) {
      svg.element("text", row.label(), "class", "row-name", "x", 0, "y", middle + 5);
      double after = Math.max(x.at(row.from()), x.at(row.to()));
      double whisker = row.half() > 0 ? x.at(row.to() + row.half()) : 0;
      svg.element(
          "text",
          row.shown(),
          "class",
          "value",
          "x",
          Math.max(after, whisker) + 8,
          "y",
          middle + 5);
    } else {
      svg.element("text", row.label(), "class", "row-name", "x", 2, "y", top + 15);
      svg.element("text", row.shown(), "class", "value end", "x", width - 4, "y", top + 15);
    }
  }
}
