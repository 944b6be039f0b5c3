package dev.limpid.insight.curve;

import dev.limpid.insight.gap.Estimate;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * The loss on new images as a function of the number of training images, as a {@linkplain PowerLaw
 * power law} that is fitted to measurements: {@code L(n) = a + b n^-c} with a and b of 0 or more.
 *
 * <p>The fit minimises the squares of relative errors. For each exponent of a fine grid, a and b
 * are those of linear least squares within their bounds; the exponent is then refined between its
 * neighbours on the grid. An interval is that of the profile likelihood: all values of L(n) with
 * which the best law's squares are at most {@code 1 + t^2 / (N - 3)} times the lowest, t the 97.5 %
 * quantile of Student's distribution with N - 3 degrees of freedom (Bates and Watts, "Nonlinear
 * Regression Analysis and Its Applications", 1988, chapter 6). It holds where the law does; far
 * beyond the measurements nobody knows.
 *
 * <p>Power laws of learning curves: Hestness et al., "Deep Learning Scaling is Predictable,
 * Empirically" (2017), arXiv:1712.00409.
 */
public final class LearningCurve {
  private static final double SLOWEST = 0.02;
  private static final double FASTEST = 4;
  private static final int GRID = 240;
  private static final int HALVINGS = 50;

  /**
   * A measurement.
   *
   * @param images that were learnt from
   * @param loss of other images, above 0
   */
  public record Measurement(int images, double loss) {}

  /**
   * An expected loss.
   *
   * @param images that would be learnt from
   * @param loss what the fitted law says
   * @param low end of the 95 % interval
   * @param high end of the 95 % interval
   */
  public record Prediction(double images, double loss, double low, double high) {}

  private final double reference;
  private final double[] images;
  private final double[] losses;
  private final PowerLaw law;
  private final double limit;

  private LearningCurve(List<Measurement> measurements) {
    reference = measurements.stream().mapToInt(Measurement::images).max().orElseThrow();
    images = measurements.stream().mapToDouble(p -> p.images() / reference).toArray();
    losses = measurements.stream().mapToDouble(Measurement::loss).toArray();
    law = best();
    double degrees = measurements.size() - 3.0;
    double t = new Estimate(0, 1, degrees).halfWidth();
    // rounding alone must not shut the law itself out
    limit = Math.max(1e-12, squares(law) * (1 + t * t / degrees));
  }

  /**
   * Fits the law.
   *
   * @param measurements of three numbers of images or more, some several times
   * @throws IllegalArgumentException if there are fewer, fewer than four measurements in all, or a
   *     loss is not above 0
   */
  public static LearningCurve fit(List<Measurement> measurements) {
    long sizes = measurements.stream().mapToInt(Measurement::images).distinct().count();
    if (sizes < 3 || measurements.size() < 4) {
      throw new IllegalArgumentException(
          "a learning curve needs four measurements with three numbers of images, but has "
              + measurements.size()
              + " with "
              + sizes);
    }
    for (Measurement measurement : measurements) {
      if (!(measurement.loss() > 0 && measurement.loss() < Double.POSITIVE_INFINITY)
          || measurement.images() < 1) {
        throw new IllegalArgumentException(
            "a loss must be above 0 and finite, but is " + measurement);
      }
    }
    return new LearningCurve(measurements);
  }

  /** The law of least squares. */
  public PowerLaw law() {
    return law;
  }

  /** What is to be expected with so many images. */
  public Prediction predict(double size) {
    double z = size / reference;
    double value = law.at(size);
    double most = 2 * DoubleStream.of(losses).max().orElseThrow() + value;
    DoubleUnaryOperator profile = p -> profile(z, p);
    return new Prediction(
        size, value, edge(profile, value, 0), edge(profile, value, Math.max(most, 2 * value)));
  }

  /** Between a value that is within the interval and one that need not be. */
  private double edge(DoubleUnaryOperator profile, double within, double beyond) {
    if (profile.applyAsDouble(beyond) <= limit) {
      return beyond;
    }
    double in = within;
    double out = beyond;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (in + out) / 2;
      if (profile.applyAsDouble(middle) <= limit) {
        in = middle;
      } else {
        out = middle;
      }
    }
    return in;
  }

  private static double exponent(double index) {
    return SLOWEST * Math.pow(FASTEST / SLOWEST, index / (GRID - 1));
  }

  private PowerLaw best() {
    int nearest = 0;
    for (int i = 1; i < GRID; i++) {
      if (squares(lawOf(exponent(i))) < squares(lawOf(exponent(nearest)))) {
        nearest = i;
      }
    }
    double low = Math.max(0, nearest - 1.0);
    double high = Math.min(GRID - 1.0, nearest + 1.0);
    for (int i = 0; i < HALVINGS; i++) {
      double a = low + (high - low) / 3;
      double b = high - (high - low) / 3;
      if (squares(lawOf(exponent(a))) < squares(lawOf(exponent(b)))) {
        high = b;
      } else {
        low = a;
      }
    }
    return lawOf(exponent((low + high) / 2));
  }

  /** The best floor and excess for an exponent. */
  private PowerLaw lawOf(double exponent) {
    double w = 0;
    double wx = 0;
    double wy = 0;
    double wxx = 0;
    double wxy = 0;
    for (int i = 0; i < losses.length; i++) {
      double weight = 1 / (losses[i] * losses[i]);
      double x = Math.pow(images[i], -exponent);
      w += weight;
      wx += weight * x;
      wy += weight * losses[i];
      wxx += weight * x * x;
      wxy += weight * x * losses[i];
    }
    double excess = (w * wxy - wx * wy) / (w * wxx - wx * wx);
    double floor = (wy - excess * wx) / w;
    if (excess < 0) {
      excess = 0;
      floor = wy / w;
    } else if (floor < 0) {
      floor = 0;
      excess = wxy / wxx;
    }
    return new PowerLaw(floor, excess, exponent, reference);
  }

  /** The sum of squares of the relative errors. */
  private double squares(PowerLaw candidate) {
    double sum = 0;
    for (int i = 0; i < losses.length; i++) {
      double predicted = candidate.at(images[i] * reference);
      double error = (losses[i] - predicted) / losses[i];
      sum += error * error;
    }
    return sum;
  }

  /** The least squares of all laws that go through {@code p} at {@code z} times the reference. */
  private double profile(double z, double p) {
    double least = Double.POSITIVE_INFINITY;
    for (int g = 0; g < GRID; g++) {
      double c = exponent(g);
      double atZ = Math.pow(z, -c);
      double xy = 0;
      double xx = 0;
      for (int i = 0; i < losses.length; i++) {
        double weight = 1 / (losses[i] * losses[i]);
        double x = Math.pow(images[i], -c) - atZ;
        xy += weight * x * (losses[i] - p);
        xx += weight * x * x;
      }
      // the floor, p - excess * atZ, is 0 or more
      double excess = Math.max(0, Math.min(xx == 0 ? 0 : xy / xx, p / atZ));
      least = Math.min(least, squares(new PowerLaw(p - excess * atZ, excess, c, reference)));
    }
    return least;
  }
}
