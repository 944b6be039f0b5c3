package dev.limpid.examples.cli;

import dev.limpid.examples.SeedNetwork;
import dev.limpid.layers.Averaging;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options that change the network of the question. */
final class NetworkOptions {
  @Option(
      names = "--width",
      paramLabel = "X",
      defaultValue = "1",
      description = "Multiplies the numbers of filters. Default: ${DEFAULT-VALUE}.")
  private double width;

  @Option(
      names = "--dropout",
      paramLabel = "X",
      defaultValue = "0",
      description = "Dropout rate behind pooling and hidden layer. Default: ${DEFAULT-VALUE}.")
  private double dropout;

  @Option(
      names = "--batchnorm-momentum",
      paramLabel = "X",
      defaultValue = "0.99",
      description =
          "Share of the old value that BatchNorm's moving averages keep in a step (Keras)."
              + " Default: ${DEFAULT-VALUE}.")
  private double batchNormMomentum;

  @Option(
      names = "--batchnorm-average",
      paramLabel = "NAME",
      defaultValue = "exponential",
      description =
          "How BatchNorm averages: exponential (Keras), debiased (without the first values), warmup"
              + " (momentum grows to its value), cumulative (mean over the epoch), or a schedule such"
              + " as 'scheduled 1:0.9 501:0.99', from which batch on which momentum."
              + " Default: ${DEFAULT-VALUE}.")
  private String batchNormAverage;

  SeedNetwork design(int height, int width, int channels, int classes) {
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
    return new SeedNetwork(height, width, channels, classes, this.width, dropout, averaging());
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

  Map<String, Object> settings() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("width", width);
    settings.put("dropout", dropout);
    settings.put("batchnorm-average", batchNormAverage);
    settings.put("batchnorm-momentum", batchNormMomentum);
    return settings;
  }
}
