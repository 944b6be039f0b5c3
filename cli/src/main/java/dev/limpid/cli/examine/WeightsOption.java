package dev.limpid.cli.examine;

import dev.limpid.core.compute.Compute;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a file of weights beside a model. */
public final class WeightsOption {
  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description =
          "Weights for MODEL: a state dict of PyTorch (.pth, .safetensors), by name, or by order and"
              + " shape; or Keras's weights (.h5), where MODEL is Keras's, or its model.json."
              + " Default: its own.")
  private Path weights;

  /** Made by the command line. */
  public WeightsOption() {}

  /** Reads a model with these weights. */
  public ForeignModel read(Path model, Compute compute) {
    return ForeignModel.read(model, weights, compute);
  }

  /** Whether weights were named. */
  public boolean isGiven() {
    return weights != null;
  }

  /** The file that the weights come from: the model, unless others were named. */
  public Path source(Path model) {
    return weights == null ? model : weights;
  }
}
