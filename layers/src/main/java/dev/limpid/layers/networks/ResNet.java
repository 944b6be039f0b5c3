package dev.limpid.layers.networks;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Block;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.merge.Residual;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;

/**
 * The residual networks for small images: 6 n + 2 layers with weights, 20 with n = 3.
 *
 * <pre>
 * Conv 3x3, BatchNorm, ReLU                           with 16 channels
 * n blocks each of 16, 32 and 64 channels; the first block of a new width halves height and width:
 *     y = ReLU(BatchNorm(Conv 3x3(ReLU(BatchNorm(Conv 3x3(x))))) + shortcut(x))
 * GlobalAvgPool2D, Dense, Softmax
 * </pre>
 *
 * <p>The shortcut is the input, or a 1x1 convolution of stride 2 with a BatchNorm where the width
 * changes (projection, option B of the paper). Convolutions have padding {@code same}, no bias, and
 * He's normal kernels. With images of 32x32x3 and 10 classes, ResNet-20 has 274,042 parameters, of
 * which 1,568 are BatchNorm's moving statistics.
 *
 * <p>He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2015,
 * arXiv:1512.03385, section 4.2.
 *
 * @param height of the images, 4 or more
 * @param width of the images, 4 or more
 * @param channels of the images
 * @param classes how many
 * @param depth 20, 32, 44, 56, ...: 6 n + 2
 * @param firstFilters channels of the first blocks, 16 in the paper; then twice, then four times
 * @param dropout rate in front of the Dense layer; 0, as in the paper, for no Dropout layer
 * @param averaging of BatchNorm, exponential with Keras's 0.99 unless told otherwise
 * @param epsilon of BatchNorm, Keras's 1e-3 unless told otherwise
 * @param initializer of the kernels, He's normal one unless told otherwise
 */
public record ResNet(
    int height,
    int width,
    int channels,
    int classes,
    int depth,
    int firstFilters,
    double dropout,
    Averaging averaging,
    double epsilon,
    Initializer initializer) {
  private static final int STAGES = 3;

  /** The smallest side from which a pixel is left in the last blocks. */
  private static final int LEAST_SIDE = 1 << (STAGES - 1);

  /**
   * Checks the depth and the size of the images.
   *
   * @throws IllegalArgumentException if the depth is not 6 n + 2, or they are smaller than 4x4
   */
  public ResNet {
    if (depth < 8 || depth % 6 != 2) {
      throw new IllegalArgumentException(
          "the depth of a ResNet must be 6 n + 2, such as 20 or 32, but is " + depth);
    }
    if (height < LEAST_SIDE || width < LEAST_SIDE) {
      throw new IllegalArgumentException(
          "ResNet takes images of 4x4 or more, but these are " + height + "x" + width);
    }
  }

  /** ResNet-20 for images and classes like these. */
  public static ResNet forImages(int height, int width, int channels, int classes) {
    return new ResNet(
        height,
        width,
        channels,
        classes,
        20,
        16,
        0,
        Averaging.exponential(0.99),
        1e-3,
        Initializer.HE_NORMAL);
  }

  /** The same with another depth. */
  public ResNet withDepth(int newDepth) {
    return new ResNet(
        height,
        width,
        channels,
        classes,
        newDepth,
        firstFilters,
        dropout,
        averaging,
        epsilon,
        initializer);
  }

  /** The same with other channels of the first blocks. */
  public ResNet withFirstFilters(int filters) {
    return new ResNet(
        height, width, channels, classes, depth, filters, dropout, averaging, epsilon, initializer);
  }

  /** The same with other moving averages. */
  public ResNet withAveraging(Averaging newAveraging) {
    return new ResNet(
        height,
        width,
        channels,
        classes,
        depth,
        firstFilters,
        dropout,
        newAveraging,
        epsilon,
        initializer);
  }

  /** Builds the network with first weights from this seed. */
  public Network build(long seed, Compute compute) {
    Sequential network = Sequential.of(height, width, channels).on(compute);
    network.add(convolution(firstFilters, 3, 1), norm(), new ReLU());
    for (int stage = 0; stage < STAGES; stage++) {
      for (int i = 0; i < (depth - 2) / (2 * STAGES); i++) {
        network.add(new BasicBlock(firstFilters << stage, stage > 0 && i == 0 ? 2 : 1));
      }
    }
    network.add(new GlobalAvgPool2D());
    if (dropout > 0) {
      network.add(new Dropout(dropout));
    }
    Dense scores = new Dense(classes).initializer(initializer);
    return network.add(scores, new Softmax()).build(seed);
  }

  /** Two convolutions beside a shortcut. */
  private final class BasicBlock implements Block {
    private final int filters;
    private final int stride;

    BasicBlock(int filters, int stride) {
      this.filters = filters;
      this.stride = stride;
    }

    @Override
    public Node applyTo(Node input) {
      Residual sum =
          new Residual(
              convolution(filters, 3, stride),
              norm(),
              new ReLU(),
              convolution(filters, 3, 1),
              norm());
      boolean projects = stride > 1 || input.shape().dim(-1) != filters;
      return input.then(
          projects ? sum.shortcut(convolution(filters, 1, stride), norm()) : sum, new ReLU());
    }
  }

  private Conv2D convolution(int filters, int kernel, int stride) {
    return new Conv2D(filters, kernel).same().stride(stride).bias(false).initializer(initializer);
  }

  private BatchNorm norm() {
    return new BatchNorm().averaging(averaging).epsilon(epsilon);
  }
}
