package dev.limpid.layers.networks;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;

/**
 * The network of the question that Limpid answers.
 *
 * <pre>
 * [Conv 3x3 same, ReLU, BatchNorm] x2, MaxPool 2x2    with 64, then 128, 256, 512 filters
 * Flatten, Dense 512 ReLU, Dense 30 Softmax
 * </pre>
 *
 * <p>With images of 50x55x3 and 30 classes it has 7,068,254 parameters, of which 3,840 are
 * BatchNorm's moving statistics.
 *
 * @param height of the images
 * @param width of the images
 * @param channels of the images
 * @param classes how many
 * @param widthFactor multiplies the numbers of filters and of the hidden units; 1 is the question's
 * @param dropout rate behind each pooling and the hidden layer; 0 for no Dropout layers
 * @param averaging of BatchNorm, exponential with Keras's 0.99 in the question
 * @param epsilon of BatchNorm, Keras's 1e-3 in the question
 * @param initializer of the kernels, Keras's Glorot uniform in the question
 */
public record SeedNetwork(
    int height,
    int width,
    int channels,
    int classes,
    double widthFactor,
    double dropout,
    Averaging averaging,
    double epsilon,
    Initializer initializer) {
  private static final int[] FILTERS = {64, 128, 256, 512};
  private static final int HIDDEN = 512;

  /** The question's values for images and classes like these. */
  public static SeedNetwork forImages(int height, int width, int channels, int classes) {
    return new SeedNetwork(
        height,
        width,
        channels,
        classes,
        1,
        0,
        Averaging.exponential(0.99),
        1e-3,
        Initializer.GLOROT_UNIFORM);
  }

  /** The same with other numbers of filters and hidden units. */
  public SeedNetwork withWidthFactor(double factor) {
    return new SeedNetwork(
        height, width, channels, classes, factor, dropout, averaging, epsilon, initializer);
  }

  /** The same with another dropout rate. */
  public SeedNetwork withDropout(double rate) {
    return new SeedNetwork(
        height, width, channels, classes, widthFactor, rate, averaging, epsilon, initializer);
  }

  /** The same with other moving averages. */
  public SeedNetwork withAveraging(Averaging newAveraging) {
    return new SeedNetwork(
        height, width, channels, classes, widthFactor, dropout, newAveraging, epsilon, initializer);
  }

  /** The same with another epsilon of BatchNorm. */
  public SeedNetwork withEpsilon(double newEpsilon) {
    return new SeedNetwork(
        height, width, channels, classes, widthFactor, dropout, averaging, newEpsilon, initializer);
  }

  /** The same with other first kernels. */
  public SeedNetwork withInitializer(Initializer newInitializer) {
    return new SeedNetwork(
        height, width, channels, classes, widthFactor, dropout, averaging, epsilon, newInitializer);
  }

  /** Builds the network with first weights from this seed. */
  public Network build(long seed, Compute compute) {
    Sequential network = Sequential.of(height, width, channels).on(compute);
    for (int filters : FILTERS) {
      for (int i = 0; i < 2; i++) {
        network.add(
            new Conv2D(scaled(filters), 3).same().initializer(initializer),
            new ReLU(),
            new BatchNorm().averaging(averaging).epsilon(epsilon));
      }
      network.add(new MaxPool2D(2));
      addDropout(network);
    }
    network.add(new Flatten(), new Dense(scaled(HIDDEN)).initializer(initializer), new ReLU());
    addDropout(network);
    return network.add(new Dense(classes).initializer(initializer), new Softmax()).build(seed);
  }

  private void addDropout(Sequential network) {
    if (dropout > 0) {
      network.add(new Dropout(dropout));
    }
  }

  private int scaled(int units) {
    return (int) Math.max(1, Math.round(units * widthFactor));
  }
}
