package dev.limpid.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Contributions over epochs as stacked bars: positive ones upward, negative ones downward, and the
 * sum as a mark. Each part has its 95 % interval as a thin line at its outer end, where bars are
 * wide enough for that.
 *
 * @param about what it shows, for those who don't see it
 * @param unit name of the vertical axis
 * @param epochs numbers of the epochs, in order
 * @param parts in the order in which they are stacked
 * @param sums what each bar adds up to
 * @param height in pixels, where the chart is wide
 */
public record StackedChart(
    String about, String unit, List<Integer> epochs, List<Series> parts, double[] sums, int height)
    implements Chart {
  private static final double WIDEST = 44;
  private static final double WIDE_ENOUGH = 9;

  @Override
  public String svg(int width) {
    double h = width > 600 ? height : Math.min(height, 280);
    double step = (width - 64.0) / epochs.size();
    Axes axes =
        new Axes(width, h, 52, width - 12, 32, h - 42, new Positions.Epochs(epochs), step / 2);
    Scale y = Scale.linear(extremes(), axes.bottom(), axes.top());
    Html svg = axes.open(about, unit, y);
    double bar = Math.min(WIDEST, 0.72 * step);
    double gapless = bar < 4 ? step * 0.9 : bar;
    for (int i = 0; i < epochs.size(); i++) {
      bar(svg, i, axes.x(i), gapless, y);
    }
    return svg.close().toString();
  }

  private DoubleStream extremes() {
    List<Double> ends = new ArrayList<>();
    for (int i = 0; i < epochs.size(); i++) {
      double up = 0;
      double down = 0;
      for (Series part : parts) {
        double value = part.values()[i];
        up += value > 0 ? value : 0;
        down += value < 0 ? value : 0;
        double half = Double.isFinite(part.high()[i]) ? part.high()[i] - value : 0;
        ends.add(value > 0 ? up + half : down - half);
      }
    }
    return ends.stream().mapToDouble(Double::doubleValue);
  }

  private void bar(Html svg, int i, double x, double width, Scale y) {
    double up = 0;
    double down = 0;
    Html whiskers = new Html();
    int drawn = 0;
    for (Series part : parts) {
      double value = part.values()[i];
      if (!Double.isFinite(value) || value == 0) {
        continue;
      }
      double from = value > 0 ? up : down;
      double to = from + value;
      double top = y.at(Math.max(from, to));
      svg.shape(
          "rect",
          "class",
          "part " + part.style(),
          "x",
          x - width / 2,
          "y",
          top,
          "width",
          width,
          "height",
          Math.max(0.4, y.at(Math.min(from, to)) - top));
      double half = part.high()[i] - value;
      if (width >= WIDE_ENOUGH && Double.isFinite(half) && half > 0) {
        double at = x + (drawn % 5 - 2) * width / 7;
        whiskers.shape(
            "line",
            "class",
            "whisker",
            "x1",
            at,
            "x2",
            at,
            "y1",
            y.at(to - half),
            "y2",
            y.at(to + half));
      }
      drawn++;
      up = value > 0 ? to : up;
      down = value < 0 ? to : down;
    }
    svg.raw(whiskers.toString());
    if (Double.isFinite(sums[i])) {
      double at = y.at(sums[i]);
      double half = Math.max(width / 2, 1) + 2;
      svg.shape("line", "class", "sum", "x1", x - half, "x2", x + half, "y1", at, "y2", at);
    }
  }
}
