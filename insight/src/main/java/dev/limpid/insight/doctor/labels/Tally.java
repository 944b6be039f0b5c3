package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Confidence;
import java.util.Arrays;

/**
 * Counts of images, added up over tenths of a {@link Confidence} and over epochs.
 *
 * @param images in all
 * @param wrong of these, the ones taken for another class than their label
 * @param unrelated of these, the ones whose label is in the lower half of the network's ranking
 */
record Tally(int images, int wrong, int unrelated) {
  static final Tally NONE = new Tally(0, 0, 0);

  /** Tallies the surest tenths. */
  static Tally of(Confidence confidence, int tenths) {
    return new Tally(
        sum(confidence.sizes(), tenths),
        sum(confidence.wrong(), tenths),
        sum(confidence.unrelated(), tenths));
  }

  private static int sum(int[] parts, int tenths) {
    return Arrays.stream(parts, 0, tenths).sum();
  }

  Tally plus(Tally other) {
    return new Tally(images + other.images, wrong + other.wrong, unrelated + other.unrelated);
  }

  /**
   * This tally of some epochs as one of the images in it: epochs that ask about the same images are
   * no further evidence.
   *
   * @param asked images in all these epochs together
   * @param epochs how many they are; each drew its images at random
   * @param of images that there are to draw from
   */
  Tally ofDistinctImages(long asked, int epochs, int of) {
    if (asked == 0) {
      return this;
    }
    double missed = Math.pow(Math.max(0, 1 - (double) asked / epochs / of), epochs);
    double share = Math.min(1, of * (1 - missed) / asked);
    return new Tally(
        (int) Math.round(share * images),
        (int) Math.round(share * wrong),
        (int) Math.round(share * unrelated));
  }

  /** Whether the network is right about this share of the images, or more. */
  boolean isRightAbout(double share) {
    return wrong <= (1 - share) * images;
  }

  /** The share of images whose label the network holds for unlikely; 0 without images. */
  double share() {
    return images == 0 ? 0 : (double) unrelated / images;
  }

  /** The counts as evidence. */
  String text() {
    return wrong
        + " of "
        + images
        + " have another label than it says, "
        + unrelated
        + " of them one that it ranks in the lower half of the classes";
  }
}
