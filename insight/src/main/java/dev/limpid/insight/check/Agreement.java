package dev.limpid.insight.check;

import dev.limpid.insight.json.Require;

/**
 * The share of images about which a simple classifier is right.
 *
 * @param right images that it named rightly
 * @param images how many it was asked
 * @param chance share that would be right if its answers had nothing to do with the labels and were
 *     as frequent as they are
 */
public record Agreement(int right, int images, double chance) {
  /** Checks that no more were right than were asked. */
  public Agreement {
    Require.that(right >= 0 && right <= images, "'right' must be within 0 and 'images'");
  }

  /** No answers, where there was nothing to ask. */
  public static final Agreement NONE = new Agreement(0, 0, Double.NaN);

  /** Share that was right; NaN without images. */
  public double share() {
    return images == 0 ? Double.NaN : (double) right / images;
  }

  /** By how many standard deviations it is better than chance; 0 where that can't be said. */
  public double z() {
    double variance = chance * (1 - chance) / images;
    return images == 0 || !(variance > 0) ? 0 : (share() - chance) / Math.sqrt(variance);
  }
}
