package dev.limpid.insight.check;

import java.util.List;

/**
 * Images that look broken, counted among the examined ones. An image may be in several counts.
 *
 * @param nonFinite with a value that is NaN or infinite
 * @param blank that vary by less than 1 % of the set's deviation
 * @param noise whose neighbouring pixels have nothing to do with each other, as in white noise
 * @param cutBelow whose lowest quarter or more is of one colour, and the highest quarter is not
 * @param cutAbove the other way round; where nothing is cut off, both are alike
 * @param copies that are the same as an earlier image, value for value; blank ones, which are all
 *     alike, and those of fewer than 16 values, which may be by chance, apart
 * @param contradicting of these, the ones with another label than that image
 * @param examples names of some of them, with what is wrong
 */
public record ImageFlaws(
    int nonFinite,
    int blank,
    int noise,
    int cutBelow,
    int cutAbove,
    int copies,
    int contradicting,
    List<String> examples) {
  /** Copies the list. */
  public ImageFlaws {
    examples = List.copyOf(examples);
  }
}
