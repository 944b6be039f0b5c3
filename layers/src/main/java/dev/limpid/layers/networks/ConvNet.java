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
 * A plain network of four convolutions with BatchNorm, for pictures of the size of Fashion-MNIST's.
 *
 * <pre>
 * [Conv 3x3 same, BatchNorm, ReLU] x2, MaxPool 2x2    with 32, then 64 filters
 * Flatten, Dense 10 Softmax
 * </pre>
 *
 * <p>Convolutions have no bias, since BatchNorm shifts. With images of 28x28x1 and 10 classes it
 * has 96,938 parameters, of which 384 are BatchNorm's moving statistics.
 *
 * @param height of the images, 4 or more
 * @param width of the images, 4 or more
 * @param channels of the images
 * @param classes how many
 * @param widthFactor multiplies the numbers of filters
 * @param dropout rate behind each pooling; 0 for no Dropout layers
 * @param averaging of BatchNorm, exponential with Keras's 0.99 unless told otherwise
 * @param epsilon of BatchNorm, Keras's 1e-3 unless told otherwise
 * @param initializer of the kernels, Keras's Glorot uniform unless told otherwise
 */
public record ConvNet(
    int height,
    int width,
    int channels,
    int classes,
    double widthFactor,
    double dropout,
    Averaging averaging,
    double epsilon,
    Initializer initializer) {
  /** The smallest side from which a pixel is left behind the second pooling. */
  private static final int LEAST_SIDE = 4;

  /**
   * Checks the size of the images.
   *
   * @throws IllegalArgumentException if they are smaller than 4x4
   */
  public ConvNet {
    if (height < LEAST_SIDE || width < LEAST_SIDE) {
      throw new IllegalArgumentException(
          "ConvNet takes images of 4x4 or more, but these are " + height + "x" + width);
    }
  }

  /** The network for images and classes like these. */
  public static ConvNet forImages(int height, int width, int channels, int classes) {
    return new ConvNet(
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

  /** Builds the network with first weights from this seed. */
  public Network build(long seed, Compute compute) {
    Sequential network = Sequential.of(height, width, channels).on(compute);
    for (int filters : new int[] {32, 64}) {
      for (int i = 0; i < 2; i++) {
        network.add(
            new Conv2D(scaled(filters), 3).same().bias(false).initializer(initializer),
            new BatchNorm().averaging(averaging).epsilon(epsilon),
            new ReLU());
      }
      network.add(new MaxPool2D(2));
      if (dropout > 0) {
        network.add(new Dropout(dropout));
      }
    }
    Dense scores = new Dense(classes).initializer(initializer);
    return network.add(new Flatten(), scores, new Softmax()).build(seed);
  }

  private int scaled(int units) {
    return (int) Math.max(1, Math.round(units * widthFactor));
  }
}
