package dev.limpid.insight.doctor.data;

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
    return unrelated + ", " + wrong + ", " + images;
  }
}
