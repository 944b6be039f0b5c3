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
 */
public record LastValidation(int epoch, int topK, int[][] confusion, List<WrongImage> mostWrong) {
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
   * An image that was taken for another class.
   *
   * @param name what its data set calls it
   * @param actual its class
   * @param predicted the class with the highest score
   * @param confidence probability of that class
   * @param loss cross-entropy
   * @param png the image as the network saw it: a PNG file in Base64; null if it can't be shown
   */
  public record WrongImage(
      String name,
      int actual,
      int predicted,
      double confidence,
      double loss,
      @MayBeNull String png) {}
}
