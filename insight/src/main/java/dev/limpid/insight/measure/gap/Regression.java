package dev.limpid.insight.measure.gap;

/**
 * The regression estimator: the mean of y over many images, from y on a few of them and a related x
 * on all (Cochran, "Sampling Techniques", 1977, chapter 7).
 *
 * <pre>
 * mean y = b mean x over all + mean (y - b x) over the few
 * </pre>
 *
 * <p>Losses of the same images with other statistics are related, and so a few images tell almost
 * as much as all.
 */
final class Regression {
  private Regression() {}

  /** The slope b of y over x, within 0 and 1; 1, a plain difference, where x doesn't vary. */
  static double slope(double[] x, double[] y) {
    double meanX = Sampled.mean(x);
    double meanY = Sampled.mean(y);
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < x.length; i++) {
      xx += (x[i] - meanX) * (x[i] - meanX);
      xy += (x[i] - meanX) * (y[i] - meanY);
    }
    return xx > 0 ? Math.min(1, Math.max(0, xy / xx)) : 1;
  }

  /** y - b x, image by image. */
  static double[] residuals(double b, double[] x, double[] y) {
    double[] residuals = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      residuals[i] = y[i] - b * x[i];
    }
    return residuals;
  }

  static double[] pick(double[] values, int[] at) {
    double[] picked = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      picked[i] = values[at[i]];
    }
    return picked;
  }
}
