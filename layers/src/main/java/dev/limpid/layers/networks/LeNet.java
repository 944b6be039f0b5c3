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
import dev.limpid.layers.pool.MaxPool2D;

/**
 * LeNet-5, a small network for small pictures such as digits, with ReLU and maximum pooling as it
 * is built today (LeCun, Bottou, Bengio and Haffner, "Gradient-Based Learning Applied to Document
 * Recognition", 1998).
 *
 * <pre>
 * Conv 5x5 same ReLU, MaxPool 2x2    with 6 filters
 * Conv 5x5 ReLU, MaxPool 2x2         with 16 filters
 * Flatten, Dense 120 ReLU, Dense 84 ReLU, Dense 10 Softmax
 * </pre>
 *
 * <p>With images of 28x28x1 and 10 classes it has 61,706 parameters.
 *
 * @param height of the images, 12 or more
 * @param width of the images, 12 or more
 * @param channels of the images
 * @param classes how many
 * @param widthFactor multiplies the numbers of filters and of the hidden units; 1 is LeNet-5
 * @param dropout rate behind each hidden Dense layer; 0 for no Dropout layers
 * @param initializer of the kernels, Keras's Glorot uniform by default
 */
public record LeNet(
    int height,
    int width,
    int channels,
    int classes,
    double widthFactor,
    double dropout,
    Initializer initializer) {
  /** The smallest side from which a pixel is left behind the second pooling. */
  private static final int LEAST_SIDE = 12;

  /** Checks the size of the images. */
  public LeNet {
    if (height < LEAST_SIDE || width < LEAST_SIDE) {
      throw new IllegalArgumentException(
          "LeNet takes images of 12x12 or more, but these are " + height + "x" + width);
    }
  }

  /** LeNet-5 for images and classes like these. */
  public static LeNet forImages(int height, int width, int channels, int classes) {
    return new LeNet(height, width, channels, classes, 1, 0, Initializer.GLOROT_UNIFORM);
  }

  /** Builds the network with first weights from this seed. */
  public Network build(long seed, Compute compute) {
    Sequential network =
        Sequential.of(height, width, channels)
            .on(compute)
            .add(new Conv2D(scaled(6), 5).same().initializer(initializer), new ReLU())
            .add(new MaxPool2D(2))
            .add(new Conv2D(scaled(16), 5).initializer(initializer), new ReLU())
            .add(new MaxPool2D(2), new Flatten());
    for (int units : new int[] {120, 84}) {
      network.add(new Dense(scaled(units)).initializer(initializer), new ReLU());
      if (dropout > 0) {
        network.add(new Dropout(dropout));
      }
    }
    return network.add(new Dense(classes).initializer(initializer), new Softmax()).build(seed);
  }

  private int scaled(int units) {
    return (int) Math.max(1, Math.round(units * widthFactor));
  }
}
