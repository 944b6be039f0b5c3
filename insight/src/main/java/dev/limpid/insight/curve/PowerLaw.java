package dev.limpid.insight.curve;

/**
 * The fall of a loss with the number of training images: {@code floor + excess * (images /
 * reference)^-exponent}.
 *
 * @param floor what no number of images goes below, 0 or more
 * @param excess above it at the reference, 0 or more
 * @param exponent how fast the excess falls, above 0
 * @param reference number of images
 */
public record PowerLaw(double floor, double excess, double exponent, double reference) {
  /** The loss with so many images. */
  public double at(double images) {
    return floor + excess * Math.pow(images / reference, -exponent);
  }
}
