package dev.limpid.insight.health;

/**
 * A layer in the first training step. A figure that the layer doesn't have is NaN.
 *
 * @param layer its name
 * @param type its type, such as {@code Conv2D}
 * @param kernelDeviation root mean square of its kernel's first values
 * @param usualDeviation what He et al. 2015 (arXiv:1502.01852) give them, {@code sqrt(2 / fanIn)}
 * @param least the least that is usual: that of Glorot and Bengio 2010, {@code sqrt(2 / (fanIn +
 *     fanOut))}, or LeCun's {@code sqrt(1 / fanIn)} if that is less
 * @param sameUnits whether all its units begin with the same weights
 * @param activationDeviation standard deviation of its output
 * @param gradientNorm Euclidean norm of the gradient of its trained parameters
 */
public record LayerStart(
    String layer,
    String type,
    double kernelDeviation,
    double usualDeviation,
    double least,
    boolean sameUnits,
    double activationDeviation,
    double gradientNorm) {}
