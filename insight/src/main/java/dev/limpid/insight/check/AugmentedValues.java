package dev.limpid.insight.check;

/**
 * What augmentation does to the values of some training images.
 *
 * @param size mean size of a value of the images as they are, whatever its sign
 * @param deviation of their values from the mean of all
 * @param augmentedSize the same with augmentation
 * @param augmentedDeviation the same with augmentation
 */
public record AugmentedValues(
    double size, double deviation, double augmentedSize, double augmentedDeviation) {
  private static final double FACTOR = 3;
  private static final double ALIKE = 1.25;

  /** By how much values are larger with augmentation. */
  public double factor() {
    return augmentedSize / size;
  }

  /**
   * Whether values are of another scale with augmentation: their size and their deviation are both
   * three times as large, or a third, and by the same factor. Noise has a large deviation, and
   * leaves the mean.
   */
  public boolean rescales() {
    double ofDeviation = augmentedDeviation / deviation;
    return (factor() > FACTOR || factor() < 1 / FACTOR)
        && ofDeviation < ALIKE * factor()
        && factor() < ALIKE * ofDeviation;
  }
}
