package dev.limpid.bench;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.networks.SeedNetwork;
import java.util.List;

/**
 * The {@linkplain SeedNetwork network of the question} for images of 50x55x3 and 30 classes: its
 * sizes, and how much work it is.
 */
public final class SeedModel {
  /** Height of the images. */
  public static final int HEIGHT = 50;

  /** Width of the images. */
  public static final int WIDTH = 55;

  /** Channels of the images. */
  public static final int CHANNELS = 3;

  /** Filters of the four stages; each has two convolutions and a pooling. */
  public static final List<Integer> FILTERS = List.of(64, 128, 256, 512);

  /** Height times width of what the last pooling puts out. */
  public static final int LAST_POSITIONS = 3 * 3;

  /** Units of the hidden layer. */
  public static final int HIDDEN = 512;

  /** Classes. */
  public static final int CLASSES = 30;

  /** Numbers in all parameters, moving statistics included. */
  public static final long PARAMETERS = 7_068_254;

  private SeedModel() {}

  /** Builds it with first weights from this seed. */
  public static Network build(long seed, Compute compute) {
    return SeedNetwork.forImages(HEIGHT, WIDTH, CHANNELS, CLASSES).build(seed, compute);
  }

  /** Multiplications and additions of one image in inference, in convolutions and dense layers. */
  public static long inferenceFlops() {
    long flops = 2L * HIDDEN * (LAST_POSITIONS * FILTERS.get(FILTERS.size() - 1) + CLASSES);
    for (SeedLayer layer : SeedLayer.values()) {
      flops += layer.geometry().flops();
    }
    return flops;
  }

  /**
   * Those of one image in a training step: the forward pass and two gradients, without the gradient
   * by the images.
   */
  public static long trainingFlops() {
    return 3 * inferenceFlops() - SeedLayer.CONV1.geometry().flops();
  }
}
