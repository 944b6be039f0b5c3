package dev.limpid.insight.check;

import dev.limpid.insight.json.Require;

/**
 * The accuracy of a network on the images that it is most sure of, with batch statistics and
 * without dropout. Where labels are right, it is hardly ever wrong about those; wrong labels are
 * wrong however sure it is (the risk-coverage curve of El-Yaniv and Wiener, 2010).
 *
 * @param answers how often it was right, of how many
 * @param loss mean loss
 * @param sizes images in each tenth, the surest first
 * @param wrong of these, the ones taken for another class than their label
 * @param unrelated of these, the ones whose label is in the lower half of the network's ranking of
 *     the classes; always 0 with two classes
 * @param confidence mean probability of the predicted class in each tenth
 */
public record Confidence(
    Agreement answers,
    double loss,
    int[] sizes,
    int[] wrong,
    int[] unrelated,
    double[] confidence) {
  /** Checks that there are as many parts in each array. */
  public Confidence {
    Require.that(
        sizes.length == wrong.length
            && sizes.length == unrelated.length
            && sizes.length == confidence.length,
        "'sizes', 'wrong', 'unrelated' and 'confidence' must have the same length");
    for (int i = 0; i < sizes.length; i++) {
      Require.that(
          unrelated[i] >= 0 && unrelated[i] <= wrong[i] && wrong[i] <= sizes[i],
          "'unrelated', 'wrong' and 'sizes' must not fall");
    }
  }
}
