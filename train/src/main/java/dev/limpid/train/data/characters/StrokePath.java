package dev.limpid.train.data.characters;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Strokes from a notation like that of SVG paths, all coordinates absolute; {@code |} lifts the
 * pen.
 *
 * <pre>
 * M x y                     start here
 * L x y                     a straight line to here
 * Q cx cy x y               a quadratic Bezier curve
 * C cx cy dx dy x y         a cubic Bezier curve
 * A cx cy rx ry from to     an arc of an ellipse about (cx, cy), in degrees: 0 is right, 90 below;
 *                           a line leads to its start unless it begins the stroke
 * </pre>
 *
 * <p>Lines are cut as finely as curves, so that a warp can bend them.
 */
final class StrokePath {
  private static final double LINE_STEP = 8;
  private static final int CURVE_STEPS = 14;
  private static final double DEGREES_A_STEP = 12;

  private final String[] tokens;
  private final List<Stroke> strokes = new ArrayList<>();
  private double[] x = new double[64];
  private double[] y = new double[64];
  private int points;
  private int next;

  private StrokePath(String path) {
    tokens = path.split(" ");
  }

  /** The strokes of a path. */
  static List<Stroke> parse(String path) {
    return new StrokePath(path).parse();
  }

  private List<Stroke> parse() {
    while (next < tokens.length) {
      String command = tokens[next++];
      switch (command) {
        case "M" -> add(number(), number());
        case "L" -> line(number(), number());
        case "Q" -> quadratic(number(), number(), number(), number());
        case "C" -> cubic(number(), number(), number(), number(), number(), number());
        case "A" -> arc(number(), number(), number(), number(), number(), number());
        case "|" -> lift();
        default -> throw new IllegalArgumentException("unknown command: " + command);
      }
    }
    lift();
    return List.copyOf(strokes);
  }

  private double number() {
    return Integer.parseInt(tokens[next++]);
  }

  private void add(double px, double py) {
    if (points == x.length) {
      x = Arrays.copyOf(x, 2 * points);
      y = Arrays.copyOf(y, 2 * points);
    }
    x[points] = px;
    y[points++] = py;
  }

  private void lift() {
    strokes.add(new Stroke(Arrays.copyOf(x, points), Arrays.copyOf(y, points)));
    points = 0;
  }

  private void line(double x1, double y1) {
    double x0 = x[points - 1];
    double y0 = y[points - 1];
    double length = Math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0));
    int steps = (int) Math.ceil(length / LINE_STEP);
    for (int i = 1; i <= steps; i++) {
      double t = (double) i / steps;
      add(x0 + t * (x1 - x0), y0 + t * (y1 - y0));
    }
  }

  /** A quadratic curve is a cubic one whose handles are two thirds of the way to its own. */
  private void quadratic(double cx, double cy, double x1, double y1) {
    double x0 = x[points - 1];
    double y0 = y[points - 1];
    cubic(
        x0 + 2 * (cx - x0) / 3,
        y0 + 2 * (cy - y0) / 3,
        x1 + 2 * (cx - x1) / 3,
        y1 + 2 * (cy - y1) / 3,
        x1,
        y1);
  }

  private void cubic(double cx, double cy, double dx, double dy, double x1, double y1) {
    double x0 = x[points - 1];
    double y0 = y[points - 1];
    for (int i = 1; i <= CURVE_STEPS; i++) {
      double t = (double) i / CURVE_STEPS;
      double s = 1 - t;
      double a = s * s * s;
      double b = 3 * s * s * t;
      double c = 3 * s * t * t;
      double d = t * t * t;
      add(a * x0 + b * cx + c * dx + d * x1, a * y0 + b * cy + c * dy + d * y1);
    }
  }

  private void arc(double cx, double cy, double rx, double ry, double from, double to) {
    int steps = (int) Math.ceil(Math.abs(to - from) / DEGREES_A_STEP);
    for (int i = 0; i <= steps; i++) {
      double angle = StrictMath.toRadians(from + i * (to - from) / steps);
      double px = cx + rx * StrictMath.cos(angle);
      double py = cy + ry * StrictMath.sin(angle);
      if (i == 0 && points > 0) {
        line(px, py);
      } else {
        add(px, py);
      }
    }
  }
}
