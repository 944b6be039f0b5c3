package dev.limpid.insight.check;

import dev.limpid.insight.json.Require;
import java.util.List;

/**
 * Validation images that are unlike all training images: by a picture of 8 x 8 they are farther
 * from the nearest one than any training image is from its nearest other, or their mean or contrast
 * is far out of the range that training images have.
 *
 * @param images how many
 * @param asked of how many
 * @param examples names of some of them
 */
public record Strangers(int images, int asked, List<String> examples) {
  /** Copies the list. */
  public Strangers {
    Require.that(images >= 0 && images <= asked, "'images' must be within 0 and 'asked'");
    examples = List.copyOf(examples);
  }

  /** Their share; 0 of none. */
  public double share() {
    return asked == 0 ? 0 : (double) images / asked;
  }
}
