package dev.limpid.report.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Curves over epochs or other positions, with their names at their ends where there is room.
 *
 * @param about what it shows, for those who don't see it
 * @param unit name of the vertical axis
 * @param positions of the values
 * @param height of the picture
 * @param labelled whether curves are named at their ends, in a wide picture
 * @param linear whether the vertical axis is linear whatever the values are
 */
public record LineChart(
    String about,
    String unit,
    Positions positions,
    List<Series> series,
    int height,
    boolean labelled,
    boolean linear)
    implements Chart {
  private static final int MOST_DOTS = 40;
  private static final double LABEL_HEIGHT = 15;

  /** Curves over epochs. */
  public LineChart(
      String about,
      String unit,
      List<Integer> epochs,
      List<Series> series,
      int height,
      boolean labelled,
      boolean linear) {
    this(about, unit, new Positions.Epochs(epochs), series, height, labelled, linear);
  }

  @Override
  public String svg(int width) {
    boolean names = labelled && width > 600;
    double h = width > 600 ? height : Math.min(height, 260);
    Axes axes = new Axes(width, h, 52, names ? width - 176 : width - 12, 32, h - 42, positions, 8);
    double[] all =
        series.stream()
            .flatMapToDouble(s -> DoubleStream.concat(DoubleStream.of(s.values()), ends(s)))
            .toArray();
    Scale y =
        linear
            ? Scale.linear(DoubleStream.of(all), axes.bottom(), axes.top())
            : Scale.fitting(all, axes.bottom(), axes.top());
    Html svg = axes.open(about, y.logarithmic() ? unit + ", logarithmic" : unit, y);
    series.stream().filter(s -> s.low() != null).forEach(s -> band(svg, s, axes, y));
    series.forEach(s -> line(svg, s, axes, y));
    if (names) {
      names(svg, axes, y);
    }
    return svg.close().toString();
  }

  private static DoubleStream ends(Series s) {
    return s.low() == null
        ? DoubleStream.empty()
        : DoubleStream.concat(DoubleStream.of(s.low()), DoubleStream.of(s.high()));
  }

  private static void band(Html svg, Series s, Axes axes, Scale y) {
    StringBuilder there = new StringBuilder();
    StringBuilder back = new StringBuilder();
    for (int i = 0; i < s.values().length; i++) {
      if (Double.isFinite(s.low()[i]) && Double.isFinite(s.high()[i])) {
        String x = Html.coordinate(axes.x(i));
        there.append(there.isEmpty() ? "M" : "L").append(x).append(' ');
        there.append(Html.coordinate(y.at(s.high()[i])));
        back.insert(0, "L" + x + " " + Html.coordinate(y.at(s.low()[i])));
      }
    }
    if (!there.isEmpty()) {
      boolean point = there.indexOf("L") < 0;
      String style = (point ? "interval " : "band ") + s.style();
      svg.shape("path", "class", style, "d", there.append(back).append("Z"));
    }
  }

  private void line(Html svg, Series s, Axes axes, Scale y) {
    StringBuilder path = new StringBuilder();
    boolean on = false;
    for (int i = 0; i < s.values().length; i++) {
      boolean finite = Double.isFinite(s.values()[i]);
      if (finite) {
        path.append(on ? "L" : "M").append(Html.coordinate(axes.x(i))).append(' ');
        path.append(Html.coordinate(y.at(s.values()[i])));
      }
      on = finite;
    }
    if (!path.isEmpty()) {
      svg.shape("path", "class", "line " + s.style(), "d", path);
    }
    if (positions.size() <= MOST_DOTS) {
      for (int i = 0; i < s.values().length; i++) {
        if (Double.isFinite(s.values()[i])) {
          double radius = positions.size() == 1 ? 4 : 2.6;
          svg.shape(
              "circle",
              "class",
              "dot " + s.style(),
              "cx",
              axes.x(i),
              "cy",
              y.at(s.values()[i]),
              "r",
              radius);
        }
      }
    }
  }

  /** A name at each curve's end; those that would overlap are moved apart. */
  private void names(Html svg, Axes axes, Scale y) {
    record Name(Series series, double end, double[] at) {}
    List<Name> names = new ArrayList<>();
    for (Series s : series) {
      int last = s.values().length - 1;
      while (last >= 0 && !Double.isFinite(s.values()[last])) {
        last--;
      }
      if (last >= 0) {
        double end = y.at(s.values()[last]);
        names.add(new Name(s, end, new double[] {end}));
      }
    }
    names.sort(Comparator.comparingDouble(Name::end));
    double free = axes.top() - LABEL_HEIGHT;
    for (Name name : names) {
      name.at()[0] = Math.max(name.end(), free);
      free = name.at()[0] + LABEL_HEIGHT;
    }
    double lowest = axes.bottom() + 2;
    for (int i = names.size() - 1; i >= 0; i--) {
      double[] at = names.get(i).at();
      at[0] = Math.min(at[0], lowest);
      lowest = at[0] - LABEL_HEIGHT;
    }
    for (Name name : names) {
      double at = name.at()[0];
      String style = name.series().style();
      double x = axes.right();
      svg.shape(
          "path",
          "class",
          "leader " + style,
          "d",
          "M"
              + Html.coordinate(x)
              + " "
              + Html.coordinate(name.end())
              + "L"
              + Html.coordinate(x + 12)
              + " "
              + Html.coordinate(at));
      svg.element(
          "text", name.series().label(), "class", "name " + style, "x", x + 16, "y", at + 4);
    }
  }
}
