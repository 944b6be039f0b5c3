package dev.limpid.cli.recipe;

import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Network;
import dev.limpid.layers.networks.ConvNet;
import dev.limpid.layers.networks.LeNet;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.layers.networks.SeedNetwork;
import dev.limpid.layers.norm.Averaging;
import picocli.CommandLine.Option;

/** Options that say which network. */
public final class NetworkOptions {
  /** Networks by name. */
  enum NetworkName {
    QUESTION,
    CONVNET,
    LENET,
    RESNET20,
    RESNET32,
    RESNET44,
    RESNET56;

    boolean isResNet() {
      return name().startsWith("RESNET");
    }

    int depth() {
      return Integer.parseInt(name().substring("RESNET".length()));
    }
  }

  /** A network that is to be built. */
  @FunctionalInterface
  public interface Design {
    /** Builds it with first weights from this seed. */
    Network build(long seed, Compute compute);
  }

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "question, eight convolutions with BatchNorm; convnet, four of them, for small pictures;"
              + " resnet20 (or 32, 44, 56), with shortcuts, for small pictures; lenet, LeNet-5 for"
              + " digits, without BatchNorm. Default: question.")
  private NetworkName network = NetworkName.QUESTION;

  /** The least side of which a pixel is left behind four poolings. */
  private static final int LEAST_SIDE = 16;

  @Option(
      names = "--width",
      paramLabel = "X",
      description = "Multiplies the numbers of filters. Default: ${DEFAULT-VALUE}.")
  private double width = 1;

  @Option(
      names = "--dropout",
      paramLabel = "X",
      description = "Dropout rate behind pooling and hidden layers. Default: ${DEFAULT-VALUE}.")
  private double dropout;

  @Option(
      names = "--batchnorm-momentum",
      paramLabel = "X",
      description =
          "Share of the old value that BatchNorm's moving averages keep in a step (Keras)."
              + " Default: ${DEFAULT-VALUE}.")
  private double batchNormMomentum = 0.99;

  @Option(
      names = "--batchnorm-average",
      paramLabel = "NAME",
      description =
          "How BatchNorm averages: exponential (Keras), debiased (without the first values), warmup"
              + " (momentum grows to its value), cumulative (mean over the epoch), or a schedule such"
              + " as 'scheduled 1:0.9 501:0.99', from which batch on which momentum."
              + " Default: ${DEFAULT-VALUE}.")
  private String batchNormAverage = "exponential";

  @Option(
      names = "--batchnorm-epsilon",
      paramLabel = "X",
      description =
          "Is added to BatchNorm's variances. Default: ${DEFAULT-VALUE} (Keras; PyTorch 1e-5).")
  private double batchNormEpsilon = 1e-3;

  @Option(
      names = "--initializer",
      paramLabel = "NAME",
      description =
          "First values of kernels: glorot_uniform (Keras), glorot_normal, he_uniform, he_normal,"
              + " zeros or ones. Default: glorot_uniform, of a ResNet he_normal.")
  private Initializer initializer;

  /** Made by the command line. */
  public NetworkOptions() {}

  /**
   * The network that they describe.
   *
   * @param image shape of an image
   * @param classes how many
   * @throws UserException if a value is out of its range
   */
  public Design design(Shape image, int classes) {
    if (!(this.width > 0 && this.width <= 16)) {
      throw new UserException("--width must be above 0 and at most 16, but is " + this.width);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      throw new UserException("--dropout must be 0 or more and below 1, but is " + dropout);
    }
    if (!(batchNormMomentum >= 0 && batchNormMomentum <= 1)) {
      throw new UserException(
          "--batchnorm-momentum must be between 0 and 1, but is " + batchNormMomentum);
    }
    if (!(batchNormEpsilon > 0 && batchNormEpsilon < Double.POSITIVE_INFINITY)) {
      throw new UserException("--batchnorm-epsilon must be above 0, but is " + batchNormEpsilon);
    }
    try {
      return design(image.dim(0), image.dim(1), image.dim(2), classes);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  private Design design(int height, int columns, int channels, int classes) {
    return switch (network) {
      case QUESTION -> {
        requireFourHalvings(height, columns);
        yield new SeedNetwork(
                height,
                columns,
                channels,
                classes,
                width,
                dropout,
                averaging(),
                batchNormEpsilon,
                initializer())
            ::build;
      }
      case CONVNET ->
          new ConvNet(
                  height,
                  columns,
                  channels,
                  classes,
                  width,
                  dropout,
                  averaging(),
                  batchNormEpsilon,
                  initializer())
              ::build;
      case LENET ->
          new LeNet(height, columns, channels, classes, width, dropout, initializer())::build;
      case RESNET20, RESNET32, RESNET44, RESNET56 ->
          new ResNet(
                  height,
                  columns,
                  channels,
                  classes,
                  network.depth(),
                  (int) Math.max(1, Math.round(16 * width)),
                  dropout,
                  averaging(),
                  batchNormEpsilon,
                  initializer())
              ::build;
    };
  }

  private static void requireFourHalvings(int height, int columns) {
    if (Math.min(height, columns) < LEAST_SIDE) {
      throw new UserException(
          "the network of the question halves images four times and takes "
              + "16x16 or more, but these are "
              + height
              + "x"
              + columns);
    }
  }

  /** The one that was asked for, or the network's own. */
  Initializer initializer() {
    if (initializer != null) {
      return initializer;
    }
    return network.isResNet() ? Initializer.HE_NORMAL : Initializer.GLOROT_UNIFORM;
  }

  boolean isOfTheQuestion() {
    return network == NetworkName.QUESTION;
  }

  boolean hasBatchNorm() {
    return network != NetworkName.LENET;
  }

  private Averaging averaging() {
    try {
      return batchNormAverage.startsWith("scheduled")
          ? Averaging.parse(batchNormAverage)
          : Averaging.named(batchNormAverage, batchNormMomentum);
    } catch (IllegalArgumentException e) {
      throw new UserException("--batchnorm-average: " + e.getMessage(), e);
    }
  }
}
