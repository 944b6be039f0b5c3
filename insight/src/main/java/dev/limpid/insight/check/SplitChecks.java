package dev.limpid.insight.check;

import dev.limpid.insight.json.MayBeNull;
import java.util.List;

/**
 * The comparison of validation images with training images.
 *
 * @param copies examined validation images that are also among the examined training images, value
 *     for value
 * @param nearCopies others that all but are: by a picture of 8 x 8 they are five times nearer to a
 *     training image than training images usually are to each other
 * @param copiesWithAnotherLabel of the copies
 * @param examples names of some of them
 * @param matched images of each side in {@code shifts}: as many of each class on both sides, so
 *     that other frequencies of the classes don't count
 * @param shifts features whose distribution is compared
 * @param toldApart how often a linear classifier says rightly of which side an image is, each image
 *     left out in turn; half by chance
 * @param roll whether values stand some places further on in validation; null where that can't be
 *     told
 * @param strangers validation images that are unlike all training images; null where that can't be
 *     told, or in a record of an earlier version
 */
public record SplitChecks(
    int copies,
    int nearCopies,
    int copiesWithAnotherLabel,
    List<String> examples,
    int matched,
    List<FeatureShift> shifts,
    Agreement toldApart,
    @MayBeNull Roll roll,
    @MayBeNull Strangers strangers) {
  /** Copies the lists. */
  public SplitChecks {
    examples = List.copyOf(examples);
    shifts = List.copyOf(shifts);
  }

  /**
   * A feature of images on both sides.
   *
   * @param feature such as {@code brightness of channel 1}
   * @param distance Kolmogorov and Smirnov's: the largest difference of the distribution functions
   * @param training its mean on training images
   * @param validation its mean on validation images
   */
  public record FeatureShift(String feature, double distance, double training, double validation) {}
}
