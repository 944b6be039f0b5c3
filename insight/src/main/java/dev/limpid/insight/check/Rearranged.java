package dev.limpid.insight.check;

/**
 * Loss of validation images that are laid out in another way than they came. Where it is much lower
 * than as they came, they came wrong.
 *
 * @param arrangement the other way
 * @param loss mean loss then
 * @param saved mean over the images of what it saves against the loss as they came; negative where
 *     it costs
 * @param error standard error of that
 * @param mistakes images, chosen among those that lost much, that were taken for another class as
 *     they came; NaN where unknown
 * @param mended of these, the ones that are taken for their class then
 */
public record Rearranged(
    Arrangement arrangement,
    double loss,
    double saved,
    double error,
    double mistakes,
    double mended) {}
