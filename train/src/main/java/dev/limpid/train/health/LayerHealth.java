package dev.limpid.train.health;

/**
 * How a layer does in the last training step of an epoch. A figure that the layer doesn't have is
 * NaN.
 *
 * @param layer its name
 * @param type its type, such as {@code Conv2D}
 * @param weightNorm Euclidean norm of its trained parameters, before the update
 * @param gradientNorm Euclidean norm of their gradient
 * @param updateRatio norm of the update over norm of the parameters; 1e-3 is usual
 * @param activationMean mean of its output
 * @param activationDeviation standard deviation of its output
 * @param deadShare of a ReLU: share of units (channels of an image, or features) that are 0 for the
 *     whole batch
 */
public record LayerHealth(
    String layer,
    String type,
    double weightNorm,
    double gradientNorm,
    double updateRatio,
    double activationMean,
    double activationDeviation,
    double deadShare) {}
