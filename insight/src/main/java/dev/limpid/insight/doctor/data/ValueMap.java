package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.ChannelChecks;
import dev.limpid.insight.check.SideChecks;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The map from the values of training images to those of validation images, where there is one
 * other than identity.
 *
 * <p>An affine map is read off the ends of the values, which pictures of another kind share (black
 * is black, white is white) and another preparation moves: by more than 5 % of their range. It must
 * then explain mean and deviation as well, to 0.2 deviations and 25 %. Where the range differs by a
 * factor of 3 or more, that alone is enough; with fewer than 100 images on a side, whose ends need
 * not be those of others, nothing else is.
 */
final class ValueMap {
  private static final double MOVED = 0.05;
  private static final double OTHER_UNIT = 3;
  private static final double MEAN = 0.2;
  private static final double DEVIATION = 1.25;

  /** Standard errors. */
  private static final double CLEAR = 6;

  private static final int FEW = 100;

  private ValueMap() {}

  static Optional<String> between(SideChecks training, SideChecks validation) {
    List<ChannelChecks> t = training.channels();
    List<ChannelChecks> v = validation.channels();
    boolean few = Math.min(distinct(training), distinct(validation)) < FEW;
    for (int c = 0; c < t.size(); c++) {
      boolean flat = t.get(c).deviation() == 0 || v.get(c).deviation() == 0;
      if (!flat) {
        Optional<String> map = affine(t.get(c), v.get(c), few);
        map = map.isPresent() || few ? map : byImage(t.get(c), v.get(c));
        map = map.isPresent() || few ? map : inverted(t.get(c), v.get(c));
        if (map.isPresent()) {
          return map;
        }
      }
    }
    return few ? Optional.empty() : reordered(training, validation);
  }

  /** Images that are there again and again have the values of few. */
  static double distinct(SideChecks side) {
    return side.distinctShare() * side.examined();
  }

  private static Optional<String> affine(ChannelChecks t, ChannelChecks v, boolean few) {
    double range = t.high() - t.low();
    double factor = (v.high() - v.low()) / range;
    double offset = v.low() - factor * t.low();
    double moved = Math.max(Math.abs(v.low() - t.low()), Math.abs(v.high() - t.high()));
    double largerRange = Math.max(range, v.high() - v.low());
    if (!(range > 0) || !(factor > 0) || moved < MOVED * largerRange) {
      return Optional.empty();
    }
    boolean otherUnit = factor > OTHER_UNIT || factor < 1 / OTHER_UNIT;
    double ends =
        Math.max(
            Math.abs(v.least() - factor * t.least() - offset),
            Math.abs(v.greatest() - factor * t.greatest() - offset));
    double ratio = v.deviation() / (factor * t.deviation());
    boolean explained =
        !few
            && ends < MOVED * factor * range
            && Math.abs(v.mean() - factor * t.mean() - offset) < MEAN * v.deviation()
            && ratio < DEVIATION
            && ratio > 1 / DEVIATION;
    return otherUnit || explained
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "A validation value is about %.3g times a training value %s %.3g",
                factor,
                offset < 0 ? "less" : "plus",
                Math.abs(offset)))
        : Optional.empty();
  }

  /** Dark is light: mean and median are mirrored at the middle of the range. */
  private static Optional<String> inverted(ChannelChecks t, ChannelChecks v) {
    double range = t.high() - t.low();
    double ends = t.low() + t.high();
    boolean lopsided = Math.abs(t.mean() - ends / 2) > 0.1 * range;
    boolean mirrored =
        Math.abs(v.mean() - (ends - t.mean())) < MOVED * range
            && Math.abs(v.median() - (ends - t.median())) < MOVED * range
            && Math.abs(v.low() - t.low()) < MOVED * range
            && Math.abs(v.high() - t.high()) < MOVED * range;
    return lopsided && mirrored
        ? Optional.of("Validation images are inverted, dark for light")
        : Optional.empty();
  }

  /** Images have all the same mean on one side alone. */
  private static Optional<String> byImage(ChannelChecks t, ChannelChecks v) {
    double training = t.deviationOfMeans() / t.deviation();
    double validation = v.deviationOfMeans() / v.deviation();
    if (Math.max(training, validation) < 0.1
        || Math.min(training, validation) > 0.1 * Math.max(training, validation)) {
      return Optional.empty();
    }
    return Optional.of(
        (training < validation ? "Training" : "Validation")
            + " images were brought to one mean, image by image, those of the other side were not");
  }

  /** The means of three channels fit those of other channels, and not their own. */
  private static Optional<String> reordered(SideChecks training, SideChecks validation) {
    List<ChannelChecks> t = training.channels();
    List<ChannelChecks> v = validation.channels();
    if (t.size() != 3) {
      return Optional.empty();
    }
    double asTheyAre = 0;
    double turned = 0;
    for (int c = 0; c < 3; c++) {
      asTheyAre = Math.max(asTheyAre, distance(t.get(c), v.get(c), training, validation));
      turned = Math.max(turned, distance(t.get(c), v.get(2 - c), training, validation));
    }
    return asTheyAre > CLEAR && turned < asTheyAre / 4 && turned < CLEAR / 2
        ? Optional.of("The channels of validation images are in reverse order (BGR for RGB)")
        : Optional.empty();
  }

  /** The distance of two means in standard errors. */
  private static double distance(
      ChannelChecks t, ChannelChecks v, SideChecks training, SideChecks validation) {
    double error =
        Math.sqrt(
            t.deviationOfMeans() * t.deviationOfMeans() / training.examined()
                + v.deviationOfMeans() * v.deviationOfMeans() / validation.examined());
    return error == 0 ? 0 : Math.abs(t.mean() - v.mean()) / error;
  }
}
