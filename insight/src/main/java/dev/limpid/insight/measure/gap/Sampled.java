package dev.limpid.insight.measure.gap;

import dev.limpid.insight.gap.Estimate;

/**
 * A mean that was measured on a sample, together with the influence that each sampled unit had on
 * it: by how much the mean would move if that unit were drawn once more, to first order.
 *
 * <p>Sums and differences of such means add and subtract influences unit by unit, and so whatever
 * two means share cancels in their difference, as it must: images that were in both, batches whose
 * statistics normalised both. The variance is the sum of the squared influences, which are centred
 * and already scaled for the degree of freedom that their mean took and for the finite set that
 * they were drawn from (Cochran, "Sampling Techniques", 1977: chapters 2, 7 and 9).
 *
 * <p>Units are the probe's batches of the training set, because images of a batch share its
 * statistics, and the single images of the validation set.
 *
 * @param batches influence of each probed batch of the training set
 * @param images influence of each probed image of the validation set
 */
record Sampled(double value, double[] batches, double[] images) {
  private static final double[] NONE = {};

  /** A number without error. */
  static Sampled known(double value) {
    return new Sampled(value, NONE, NONE);
  }

  /**
   * The mean over training images, from the images of some batches.
   *
   * @param values one for each image, batch after batch
   * @param starts where each batch begins, and the end
   * @param of how many images the training set has
   */
  static Sampled ofBatches(double[] values, int[] starts, int of) {
    double mean = mean(values);
    int count = starts.length - 1;
    double[] influence = new double[count];
    double scale = scale(count, values.length, of);
    for (int j = 0; j < count; j++) {
      double deviations = 0;
      for (int i = starts[j]; i < starts[j + 1]; i++) {
        deviations += values[i] - mean;
      }
      influence[j] = scale == 0 ? 0 : scale * deviations / values.length;
    }
    return new Sampled(mean, influence, NONE);
  }

  /**
   * The mean over validation images, from some of them.
   *
   * @param of how many images the validation set has; infinite for any number of new ones
   */
  static Sampled ofImages(double[] values, double of) {
    double mean = mean(values);
    double[] influence = new double[values.length];
    double scale = scale(values.length, values.length, of);
    for (int i = 0; i < values.length; i++) {
      influence[i] = scale == 0 ? 0 : scale * (values[i] - mean) / values.length;
    }
    return new Sampled(mean, NONE, influence);
  }

  /** The root of units / (units - 1), times that of the finite population correction. */
  static double scale(int units, int sampled, double of) {
    double unseen = 1 - sampled / of;
    return unseen <= 0 ? 0 : Math.sqrt(unseen * units / (units - 1.0));
  }

  static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /** This mean with noise from the batches added to its influences. */
  Sampled withNoise(double[] noise) {
    return new Sampled(value, combine(batches, 1, noise, 1), images);
  }

  Sampled plus(Sampled other) {
    return new Sampled(
        value + other.value,
        combine(batches, 1, other.batches, 1),
        combine(images, 1, other.images, 1));
  }

  Sampled minus(Sampled other) {
    return plus(other.times(-1));
  }

  Sampled times(double factor) {
    return new Sampled(
        factor * value, combine(batches, factor, NONE, 0), combine(images, factor, NONE, 0));
  }

  /** Value and error; the degrees of freedom by Welch and Satterthwaite. */
  Estimate estimate() {
    double ofBatches = squares(batches);
    double ofImages = squares(images);
    double variance = ofBatches + ofImages;
    if (variance == 0) {
      return Estimate.exact(value);
    }
    double spread =
        share(ofBatches, variance, batches.length) + share(ofImages, variance, images.length);
    return new Estimate(value, Math.sqrt(variance), 1 / spread);
  }

  private static double share(double part, double variance, int units) {
    double share = part / variance;
    return share == 0 ? 0 : share * share / (units - 1);
  }

  private static double squares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }

  private static double[] combine(double[] a, double fa, double[] b, double fb) {
    double[] sum = new double[Math.max(a.length, b.length)];
    for (int i = 0; i < a.length; i++) {
      sum[i] = fa * a[i];
    }
    for (int i = 0; i < b.length; i++) {
      sum[i] += fb * b[i];
    }
    return sum;
  }
}
