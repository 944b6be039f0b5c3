package dev.limpid.insight.measure.check;

/**
 * The measurements on one image. Values that are not finite count as 0, but for {@code nonFinite}.
 *
 * @param hash the same for images that are the same, value for value
 * @param nonFinite values of each channel that are NaN or infinite
 * @param mean of each channel
 * @param deviation of each channel
 * @param least of each channel
 * @param greatest of each channel
 * @param roughness of each channel; NaN where it is constant
 * @param someValues some values of each channel, {@code [channel][value]}
 * @param brightness mean over the channels, in a grid of 4 x 4
 * @param orientations share of the edges that go in each direction
 * @param flatRowsBelow how many rows from below are of one colour; 0 where that colour is also at
 *     an end of the row beside them, as the ground of a figure is
 * @param flatRowsAbove how many from above
 * @param fingerprint the image in 8 x 8 pixels, of mean 0 and norm 1
 * @param features coarse features for a classifier
 */
record ImageFigures(
    long hash,
    int[] nonFinite,
    double[] mean,
    double[] deviation,
    float[] least,
    float[] greatest,
    double[] roughness,
    float[][] someValues,
    float[] brightness,
    float[] orientations,
    int flatRowsBelow,
    int flatRowsAbove,
    float[] fingerprint,
    float[] features) {

  boolean finite() {
    for (int count : nonFinite) {
      if (count > 0) {
        return false;
      }
    }
    return true;
  }

  double meanOfChannels() {
    double sum = 0;
    for (double m : mean) {
      sum += m;
    }
    return sum / mean.length;
  }

  /** The largest deviation of a channel. */
  double contrast() {
    double largest = 0;
    for (double d : deviation) {
      largest = Math.max(largest, d);
    }
    return largest;
  }

  /** Over the channels that have one; NaN if none has. */
  double meanRoughness() {
    double sum = 0;
    int count = 0;
    for (double r : roughness) {
      if (!Double.isNaN(r)) {
        sum += r;
        count++;
      }
    }
    return sum / count;
  }
}
