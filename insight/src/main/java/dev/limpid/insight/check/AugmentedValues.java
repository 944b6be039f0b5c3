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
    double size, double deviation, double augmentedSize, double augmentedDeviation) {}
