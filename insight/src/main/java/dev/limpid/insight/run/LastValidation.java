package dev.limpid.insight.run;

import dev.limpid.insight.json.MayBeNull;
import dev.limpid.insight.json.Require;
import java.util.List;

/**
 * The answers of the last validation to its images.
 *
 * @param epoch of which epoch
 * @param topK the k of top-k accuracy
 * @param confusion {@code confusion[actual][predicted]} counts images
 * @param mostWrong the images that were most confidently taken for another class, worst first
 * @param calibration how far its confidence can be trusted; null in a record of an earlier version
 */
public record LastValidation(
    int epoch,
    int topK,
    int[][] confusion,
    List<WrongImage> mostWrong,
    @MayBeNull Calibration calibration) {
  /** Copies the list, and checks that what is named is one of the classes. */
  public LastValidation {
    for (int[] row : confusion) {
      Require.that(row.length == confusion.length, "'confusion' must be a square");
    }
    for (WrongImage image : mostWrong) {
      Require.that(
          Math.min(image.actual, image.predicted) >= 0
              && Math.max(image.actual, image.predicted) < confusion.length,
          "'most_wrong' must be of classes that are in 'confusion'");
    }
    mostWrong = List.copyOf(mostWrong);
  }

  /**
   * Confidence, the probability of the predicted class, beside accuracy, in bins of equal width:
   * the reliability diagram of Guo et al., "On Calibration of Modern Neural Networks" (2017),
   * arXiv:1706.04599.
   *
   * @param images in each bin; bin i is of confidences in {@code (i / bins, (i + 1) / bins]}
   * @param right of these, the ones that were classified rightly
   * @param confidence mean confidence of each bin's images; NaN without any
   */
  public record Calibration(int[] images, int[] right, double[] confidence) {
    /** Checks that there are as many bins in each array. */
    public Calibration {
      Require.that(
          images.length == right.length && images.length == confidence.length,
          "'images', 'right' and 'confidence' must have the same length");
      for (int i = 0; i < images.length; i++) {
        Require.that(
            right[i] >= 0 && right[i] <= images[i], "'right' must be counts of the 'images'");
      }
    }

    /** The share of a bin's images that was classified rightly; NaN without any. */
    public double accuracy(int bin) {
      return (double) right[bin] / images[bin];
    }

    /**
     * The expected calibration error: the mean over the images of how far their bin's accuracy is
     * from its confidence.
     */
    public double error() {
      double sum = 0;
      long all = 0;
      for (int i = 0; i < images.length; i++) {
        sum += images[i] == 0 ? 0 : Math.abs(images[i] * confidence[i] - right[i]);
        all += images[i];
      }
      return sum / all;
    }
  }

  /**
   * An image that was taken for another class.
   *
   * @param name what its data set calls it
   * @param actual its class
   * @param predicted the class with the highest score
   * @param confidence probability of that class
   * @param loss cross-entropy
   * @param png the image as the network saw it: a PNG file in Base64; null if it can't be shown
   * @param mapOfPredicted where the network sees the predicted class in it, by {@linkplain
   *     dev.limpid.insight.look.GradCam Grad-CAM}: a PNG file in Base64 to be laid over the whole
   *     image, the denser the more that place speaks for the class; null if none does, or it was
   *     not measured
   * @param mapOfActual where it sees the image's own class, likewise
   */
  public record WrongImage(
      String name,
      int actual,
      int predicted,
      double confidence,
      double loss,
      @MayBeNull String png,
      @MayBeNull String mapOfPredicted,
      @MayBeNull String mapOfActual) {
    /** Whether it is known where in the image the network sees classes. */
    public boolean hasMaps() {
      return png != null && (mapOfPredicted != null || mapOfActual != null);
    }
  }
}
