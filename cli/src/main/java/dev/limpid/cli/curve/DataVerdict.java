package dev.limpid.cli.curve;

import dev.limpid.insight.curve.LearningCurve;
import dev.limpid.insight.curve.LearningCurve.Prediction;
import java.util.Locale;

/**
 * Whether it is data that is missing.
 *
 * @param curve the fitted law
 * @param images of the whole training set
 */
record DataVerdict(LearningCurve curve, int images) {
  /** An improvement of less than this is none that is worth four times the data. */
  private static final double WORTH = 0.1;

  Prediction now() {
    return curve.predict(images);
  }

  Prediction times(int factor) {
    return curve.predict((double) factor * images);
  }

  /** The verdict in a sentence. */
  String verdict() {
    double now = now().loss();
    Prediction fourfold = times(4);
    double bar = (1 - WORTH) * now;
    if (fourfold.high() < bar) {
      return "It is data that is missing: four times as much is expected to lower the loss by "
          + percent(1 - fourfold.loss() / now)
          + ".";
    }
    if (fourfold.low() > bar) {
      return "It is not data that is missing: even four times as much is expected to lower the loss"
          + " by less than 10 %.";
    }
    return "Whether data is missing can't be told yet: with four times as much, the loss may fall by"
        + " anything from "
        + percent(Math.max(0, 1 - fourfold.high() / now))
        + " to "
        + percent(1 - fourfold.low() / now)
        + ". More --seeds or --points tell.";
  }

  /** What is expected of so many times the data, in a sentence. */
  String expectation(int factor) {
    Prediction p = times(factor);
    return String.format(
        Locale.ROOT,
        "With %d times the data, %,d images, the best validation loss is expected to be %.3g [%.3g,"
            + " %.3g]; with %,d it is %.3g.",
        factor,
        Math.round(p.images()),
        p.loss(),
        p.low(),
        p.high(),
        images,
        now().loss());
  }

  /** The law in a line. */
  String law() {
    return String.format(
        Locale.ROOT,
        "loss = %.3g + %.3g (n / %,d)^(-%.3g)",
        curve.law().floor(),
        curve.law().excess(),
        images,
        curve.law().exponent());
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }
}
