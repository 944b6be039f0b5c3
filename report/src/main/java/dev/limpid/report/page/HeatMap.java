package dev.limpid.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Numbers of layers over epochs, as depth of colour. Cells of the same depth are one path, so that
 * 200 epochs stay a small file.
 *
 * @param about what it shows, for those who don't see it
 * @param rows names of the rows
 * @param epochs of the columns
 * @param values {@code values[row][column]}, NaN where there is none
 * @param depth how numbers become depth
 */
public record HeatMap(
    String about, List<String> rows, List<Integer> epochs, double[][] values, Depth depth)
    implements Chart {
  private static final int LEVELS = 24;

  /** The way numbers become depth. */
  public enum Depth {
    /** From 0 on. */
    LINEAR,
    /** By logarithm, from the smallest to the largest. */
    LOGARITHMIC,
    /** Both ways from 0, in two colours. */
    DIVERGING
  }

  @Override
  public String svg(int width) {
    boolean wide = width > 600;
    double row = Math.max(7, Math.min(wide ? 20 : 18, 420.0 / rows.size()));
    double left = wide ? 120 : 96;
    double right = width - 14;
    double top = 6;
    double bottom = top + rows.size() * row;
    double cell = Math.min((right - left) / epochs.size(), 64);
    Html svg =
        Chart.open(
            about,
            width,
            bottom + 78,
            "data-kind",
            "cells",
            "data-x0",
            left,
            "data-dx",
            cell + "",
            "data-n",
            epochs.size(),
            "data-top",
            top,
            "data-dy",
            row + "",
            "data-rows",
            rows.size());
    int every = (int) Math.ceil(12 / row);
    for (int r = 0; r < rows.size(); r += every) {
      svg.element(
          "text",
          Labels.shorten(rows.get(r), wide ? 17 : 12),
          "class",
          "tick end",
          "x",
          left - 8,
          "y",
          top + r * row + row / 2 + 4);
    }
    svg.shape(
        "rect",
        "class",
        "frame",
        "x",
        left,
        "y",
        top,
        "width",
        cell * epochs.size(),
        "height",
        bottom - top);
    cells(svg, left, top, cell, row);
    columnTicks(svg, left, bottom, cell);
    key(svg, left, bottom + 46, wide);
    return svg.close().toString();
  }

  private void columnTicks(Html svg, double left, double bottom, double cell) {
    int every = (int) Math.max(1, Math.ceil(30 / cell));
    every = every == 1 ? 1 : (int) Scale.step(every, 1);
    for (int i = 0; i < epochs.size(); i++) {
      if (epochs.get(i) % every == 0 || i == 0) {
        svg.element(
            "text",
            epochs.get(i).toString(),
            "class",
            "tick middle",
            "x",
            left + (i + 0.5) * cell,
            "y",
            bottom + 16);
      }
    }
    svg.element("text", "epoch", "class", "axis-name end", "x", left - 8, "y", bottom + 16);
  }

  private DoubleStream finite() {
    return Stream.of(values).flatMapToDouble(DoubleStream::of).filter(Double::isFinite);
  }

  private double largest() {
    return finite().map(Math::abs).max().orElse(0);
  }

  private double smallestAboveZero() {
    return finite().map(Math::abs).filter(v -> v > 0).min().orElse(1);
  }

  /** Depth of colour, 0 to 1. */
  private double depthOf(double value, double least, double most) {
    double size = Math.abs(value);
    if (size == 0 || most == 0) {
      return 0;
    }
    if (depth != Depth.LOGARITHMIC) {
      return size / most;
    }
    return most <= least ? 1 : 0.06 + 0.94 * Math.log(size / least) / Math.log(most / least);
  }

  private void cells(Html svg, double left, double top, double cell, double row) {
    double most = largest();
    double least = smallestAboveZero();
    List<StringBuilder> paths = new ArrayList<>();
    for (int i = 0; i <= 2 * LEVELS; i++) {
      paths.add(new StringBuilder());
    }
    StringBuilder absent = new StringBuilder();
    double gap = cell > 8 && row > 8 ? 1 : 0;
    for (int r = 0; r < rows.size(); r++) {
      for (int c = 0; c < epochs.size(); c++) {
        double value = values[r][c];
        int level = (int) Math.round(LEVELS * depthOf(value, least, most));
        boolean second = depth == Depth.DIVERGING && value < 0 && level > 0;
        StringBuilder path =
            !Double.isFinite(value) ? absent : paths.get(second ? LEVELS + level : level);
        path.append('M').append(Html.coordinate(left + c * cell)).append(' ');
        path.append(Html.coordinate(top + r * row)).append('h');
        path.append(Html.coordinate(cell - gap)).append('v').append(Html.coordinate(row - gap));
        path.append('h').append(Html.coordinate(gap - cell)).append('z');
      }
    }
    for (int i = 1; i < paths.size(); i++) {
      if (!paths.get(i).isEmpty()) {
        boolean second = i > LEVELS;
        svg.shape(
            "path",
            "class",
            second ? "heat second" : "heat",
            "fill-opacity",
            opacity((double) (second ? i - LEVELS : i) / LEVELS),
            "d",
            paths.get(i));
      }
    }
    if (!absent.isEmpty()) {
      svg.shape("path", "class", "absent", "d", absent);
    }
  }

  private static String opacity(double share) {
    return Double.toString(Math.round(1000 * share) / 1000.0);
  }

  /** What the depths stand for. */
  private void key(Html svg, double left, double top, boolean wide) {
    double most = largest();
    double least = smallestAboveZero();
    double width = wide ? 30 : 24;
    double x = left;
    double[] stops = stops(least, most);
    for (double stop : stops) {
      boolean second = depth == Depth.DIVERGING && stop < 0;
      svg.shape("rect", "class", "frame", "x", x, "y", top, "width", width, "height", 10.0);
      svg.shape(
          "rect",
          "class",
          second ? "heat second" : "heat",
          "fill-opacity",
          opacity(depthOf(stop, least, most)),
          "x",
          x,
          "y",
          top,
          "width",
          width,
          "height",
          10.0);
      x += width;
    }
    svg.element(
        "text",
        Numbers.number(stops[0]),
        "class",
        "tick middle",
        "x",
        left + width / 2,
        "y",
        top + 24);
    svg.element(
        "text",
        Numbers.number(stops[2]),
        "class",
        "tick middle",
        "x",
        left + 2.5 * width,
        "y",
        top + 24);
    svg.element(
        "text",
        Numbers.number(stops[4]),
        "class",
        "tick middle",
        "x",
        left + 4.5 * width,
        "y",
        top + 24);
  }

  private double[] stops(double least, double most) {
    return switch (depth) {
      case LINEAR -> new double[] {0, most / 4, most / 2, 3 * most / 4, most};
      case DIVERGING -> new double[] {-most, -most / 2, 0, most / 2, most};
      case LOGARITHMIC -> {
        double ratio = Math.sqrt(Math.sqrt(most / least));
        yield new double[] {
          least, least * ratio, least * ratio * ratio, most / ratio, Math.max(least, most)
        };
      }
    };
  }
}
