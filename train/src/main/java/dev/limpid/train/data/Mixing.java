package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change that mixes an image with another one, and their targets by the same shares. It takes two
 * images, and so it is an {@link AugmentedDataset} that applies it.
 */
sealed interface Mixing extends Augmentation permits Mixup, CutMix {
  /**
   * Mixes another image into one.
   *
   * @param values modified: the image from {@code offset} on; null to be told the share alone
   * @param other the other image
   * @return the share of the image that is left, which the target has as well
   */
  double mix(float[] values, int offset, float[] other, Shape shape, Rng rng);

  @Override
  default void apply(float[] values, int offset, Shape shape, Rng rng) {
    throw new IllegalStateException(
        this + " mixes two images and their targets; Trainer.augment and Datasets.augmented do it");
  }

  @Override
  default boolean mixes() {
    return true;
  }

  /** Those that an augmentation has. */
  static List<Mixing> in(Augmentation augmentation) {
    return stream(augmentation).toList();
  }

  private static Stream<Mixing> stream(Augmentation augmentation) {
    if (augmentation instanceof AugmentationChain chain) {
      return chain.steps().stream().flatMap(Mixing::stream);
    }
    return augmentation instanceof Mixing mixing ? Stream.of(mixing) : Stream.empty();
  }

  /** Applies the other steps; each draws what it would draw without those that mix. */
  static void applyOthers(
      Augmentation augmentation, float[] values, int offset, Shape shape, Rng rng) {
    if (augmentation instanceof AugmentationChain chain) {
      for (int i = 0; i < chain.steps().size(); i++) {
        applyOthers(chain.steps().get(i), values, offset, shape, rng.split(i));
      }
    } else if (!(augmentation instanceof Mixing)) {
      augmentation.apply(values, offset, shape, rng);
    }
  }

  /** Throws if the parameter of the shares' distribution is out of its range. */
  static void requireAlpha(double alpha) {
    if (!(alpha > 0 && alpha <= 100)) {
      throw new IllegalArgumentException(
          "augmentation: alpha must be above 0 and at most 100, but is " + alpha);
    }
  }

  /** A number of the distribution Beta(alpha, alpha). */
  static double beta(double alpha, Rng rng) {
    double one = gamma(alpha, rng);
    double two = gamma(alpha, rng);
    double share = one / (one + two);
    return Double.isNaN(share) ? rng.nextInt(2) : share; // both are too small to be numbers
  }

  /**
   * A number of the distribution Gamma(shape, 1): Marsaglia and Tsang, "A simple method for
   * generating gamma variables", 2000.
   */
  private static double gamma(double shape, Rng rng) {
    if (shape < 1) {
      return gamma(shape + 1, rng) * StrictMath.pow(1 - rng.nextDouble(), 1 / shape);
    }
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = rng.nextGaussian();
      double v = 1 + c * x;
      if (v <= 0) {
        continue;
      }
      v = v * v * v;
      if (StrictMath.log(1 - rng.nextDouble()) < x * x / 2 + d * (1 - v + StrictMath.log(v))) {
        return d * v;
      }
    }
  }
}
