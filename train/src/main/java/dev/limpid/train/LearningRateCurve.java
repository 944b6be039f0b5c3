package dev.limpid.train;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The result of a {@link LearningRateRange}: the loss of each step while the learning rate grew.
 *
 * @param points one for each step that was taken, by rate
 * @param diverged whether the test ended before its last rate, because the loss had grown far
 *     beyond its lowest value, or was no number any more
 */
public record LearningRateCurve(List<Point> points, boolean diverged) {
  /** Share of the steps in which the smoothed loss is not settled yet. */
  private static final double WARM_UP = 0.1;

  /**
   * A step.
   *
   * @param rate its learning rate
   * @param loss of its batch, before the step
   * @param smoothed moving average of the losses so far
   */
  public record Point(double rate, double loss, double smoothed) {}

  /** Copies the list. */
  public LearningRateCurve {
    points = List.copyOf(points);
  }

  /**
   * The rate at which the smoothed loss fell most steeply against the logarithm of the rate, by the
   * least-squares slope over a tenth of the steps around it; empty if the loss never fell by a
   * twentieth.
   */
  public OptionalDouble steepest() {
    int lowest = lowest();
    int first = first();
    if (points.isEmpty() || points.get(lowest).smoothed() > 0.95 * start()) {
      return OptionalDouble.empty();
    }
    int half = Math.max(1, points.size() / 20);
    int best = first;
    double steepest = Double.POSITIVE_INFINITY;
    for (int i = first; i <= lowest; i++) {
      double slope = slope(Math.max(0, i - half), Math.min(points.size() - 1, i + half));
      if (slope < steepest) {
        steepest = slope;
        best = i;
      }
    }
    return OptionalDouble.of(points.get(best).rate());
  }

  /**
   * The rate at which the smoothed loss, past its lowest value, has lost half of what it had
   * gained; empty if it never did.
   */
  public OptionalDouble divergence() {
    if (points.isEmpty()) {
      return OptionalDouble.empty();
    }
    int lowest = lowest();
    double limit = (start() + points.get(lowest).smoothed()) / 2;
    for (int i = lowest + 1; i < points.size(); i++) {
      if (points.get(i).smoothed() > limit) {
        return OptionalDouble.of(points.get(i).rate());
      }
    }
    return diverged
        ? OptionalDouble.of(points.get(points.size() - 1).rate())
        : OptionalDouble.empty();
  }

  /** The rate at which the smoothed loss was lowest; empty if it never fell by a twentieth. */
  public OptionalDouble bottom() {
    return steepest().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(points.get(lowest()).rate());
  }

  /**
   * The rate to train with, between two customs: the {@linkplain #steepest steepest} rate, which is
   * cautious, and a tenth of the rate at the {@linkplain #bottom bottom}, which is bold. Their
   * geometric mean, or the tenth where that is the lower of the two; empty if the loss never fell.
   */
  public OptionalDouble suggestion() {
    OptionalDouble steepest = steepest();
    if (steepest.isEmpty()) {
      return steepest;
    }
    double bold = bottom().orElseThrow() / 10;
    double cautious = Math.min(bold, steepest.getAsDouble());
    return OptionalDouble.of(Math.sqrt(cautious * bold));
  }

  private int first() {
    return Math.min(points.size() - 1, (int) (WARM_UP * points.size()));
  }

  /** The smoothed loss before the rate has any effect. */
  private double start() {
    return points.get(first()).smoothed();
  }

  private int lowest() {
    int lowest = first();
    for (int i = lowest + 1; i < points.size(); i++) {
      if (points.get(i).smoothed() < points.get(lowest).smoothed()) {
        lowest = i;
      }
    }
    return Math.max(0, lowest);
  }

  private double slope(int from, int to) {
    double meanX = 0;
    double meanY = 0;
    int n = to - from + 1;
    for (int i = from; i <= to; i++) {
      meanX += Math.log(points.get(i).rate()) / n;
      meanY += points.get(i).smoothed() / n;
    }
    double xy = 0;
    double xx = 0;
    for (int i = from; i <= to; i++) {
      double x = Math.log(points.get(i).rate()) - meanX;
      xy += x * (points.get(i).smoothed() - meanY);
      xx += x * x;
    }
    return xx == 0 ? 0 : xy / xx;
  }
}
