package dev.limpid.cli.examine;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import java.nio.file.Path;
import java.util.Map;
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

  @Option(
      names = "--names",
      paramLabel = "FILE",
      description =
          "A line 'NAME = NAME' for each layer or weight that the state dict of --weights calls"
              + " otherwise: the model's name, and the state dict's.")
  private Path names;

  /** Made by the command line. */
  public WeightsOption() {}

  /**
   * Reads a model with these weights.
   *
   * @throws UserException if a file can't be read, or they do not fit
   */
  public ForeignModel read(Path model, Compute compute) {
    if (weights == null && names != null) {
      throw new UserException("--names is about the weights of --weights, which is not given");
    }
    return ForeignModel.read(model, weights, named(), compute);
  }

  /** Whether weights were named. */
  public boolean isGiven() {
    return weights != null;
  }

  /** The file that the weights come from: the model, unless others were named. */
  public Path source(Path model) {
    return weights == null ? model : weights;
  }

  /**
   * What the state dict calls the model's layers and weights, where it is told.
   *
   * @throws UserException if the file can't be read
   */
  public Map<String, String> named() {
    return names == null ? Map.of() : NamesFile.read(names);
  }
}
