package dev.limpid.report.page;

/**
 * The frame of a chart over epochs or other positions: where the plot is, grid, ticks and the axes'
 * names.
 *
 * @param width of the picture
 * @param height of the picture
 * @param left edge of the plot
 * @param right edge of the plot
 * @param top edge of the plot
 * @param bottom edge of the plot
 * @param positions along the horizontal axis
 * @param inset space between an edge and the first and last position
 */
record Axes(
    int width,
    double height,
    double left,
    double right,
    double top,
    double bottom,
    Positions positions,
    double inset) {
  private static final int LABEL_SPACE = 46;

  /** The middle of a position's place, by its index. */
  double x(int index) {
    return positions.size() == 1 ? (left + right) / 2 : left + inset + index * stepWidth();
  }

  /** How far positions are apart. */
  double stepWidth() {
    return positions.size() == 1
        ? right - left
        : (right - left - 2 * inset) / (positions.size() - 1);
  }

  /** Opens the picture and draws the grid under what comes next. */
  Html open(String about, String unit, Scale y) {
    Html svg =
        Chart.open(
            about,
            width,
            height,
            "data-kind",
            "rows",
            "data-x0",
            x(0),
            "data-dx",
            Math.round(1000 * stepWidth()) / 1000.0 + "",
            "data-n",
            positions.size(),
            "data-top",
            top,
            "data-bottom",
            bottom);
    svg.element("text", unit, "class", "axis-name", "x", 2, "y", top - 14);
    for (double tick : y.ticks(bottom - top < 160 ? 3 : 6)) {
      double at = y.at(tick);
      String line = tick == 0 ? "zero" : "grid";
      svg.shape("line", "class", line, "x1", left, "x2", right, "y1", at, "y2", at);
      String label = Scale.label(tick);
      svg.element("text", label, "class", "tick end", "x", left - 8, "y", at + 4);
    }
    xTicks(svg);
    return svg;
  }

  private void xTicks(Html svg) {
    int most = (int) Math.max(2, (right - left) / LABEL_SPACE);
    for (int i = 0; i < positions.size(); i++) {
      String label = positions.label(i, most);
      if (label != null) {
        double x = x(i);
        svg.shape("line", "class", "axis", "x1", x, "x2", x, "y1", bottom, "y2", bottom + 4);
        svg.element("text", label, "class", "tick middle", "x", x, "y", bottom + 18);
      }
    }
    svg.shape("line", "class", "grid", "x1", left, "x2", right, "y1", bottom, "y2", bottom);
    svg.element("text", positions.name(), "class", "axis-name end", "x", right, "y", bottom + 35);
  }
}
