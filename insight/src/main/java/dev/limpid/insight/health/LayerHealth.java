package dev.limpid.insight.health;

/**
 * The state of a layer in the last training step of an epoch. A figure that the layer doesn't have
 * is NaN.
 *
 * @param layer its name
 * @param type its type, such as {@code Conv2D}
 * @param weightNorm Euclidean norm of its trained parameters, before the update
 * @param gradientNorm Euclidean norm of their gradient
 * @param updateRatio norm of the update over norm of the parameters; 1e-3 is usual
 * @param activationMean mean of its output
 * @param activationDeviation standard deviation of its output
 * @param deadShare of an activation such as ReLU: share of units (channels of an image, or
 *     features) whose outputs for the whole batch, and for the other batches of the epoch that were
 *     looked at, are 0, or where the activation lets through at most a tenth of a gradient (of a
 *     LeakyReLU: below zero)
 * @param unchangedShare share of its trained numbers that are at the epoch's end what they were at
 *     its beginning, to the bit
 * @param epochChange norm of what the epoch has changed, over the norm before it
 * @param epsilonShare how much of a divisor is epsilon, 0 to 1, in the median: of the optimizer's
 *     {@linkplain dev.limpid.optim.Optimizer#epsilonShare divisors}, or, for a BatchNorm, {@code
 *     epsilon / (variance + epsilon)} of its channels
 * @param statisticsMovedShare of a BatchNorm: share of channels whose moving averages the epoch has
 *     changed
 */
public record LayerHealth(
    String layer,
    String type,
    double weightNorm,
    double gradientNorm,
    double updateRatio,
    double activationMean,
    double activationDeviation,
    double deadShare,
    double unchangedShare,
    double epochChange,
    double epsilonShare,
    double statisticsMovedShare) {}
