package dev.limpid.insight.check;

/**
 * The values of a channel over the examined images. All but the first are over finite values.
 *
 * @param nonFinite share of values that are NaN or infinite
 * @param mean of all values
 * @param deviation of all values, from {@code mean}
 * @param least the smallest value
 * @param greatest the largest
 * @param low exceeded by all but 0.1 % of the values
 * @param median in the middle
 * @param high exceeded by 0.1 % of the values
 * @param deviationOfMeans deviation of the images' means
 * @param constant share of images that have a single value in this channel
 * @param roughness median over the images of the mean squared difference of neighbours over twice
 *     the variance: 0 for a flat image, 1 for white noise; NaN where all images are constant
 */
public record ChannelChecks(
    double nonFinite,
    double mean,
    double deviation,
    double least,
    double greatest,
    double low,
    double median,
    double high,
    double deviationOfMeans,
    double constant,
    double roughness) {}
