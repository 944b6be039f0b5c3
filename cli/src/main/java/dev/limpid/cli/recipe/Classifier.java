package dev.limpid.cli.recipe;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model file of the command line: a network, the names of its classes, and how it was trained.
 *
 * @param network the network
 * @param classNames one for each output
 */
public record Classifier(Network network, List<String> classNames) {
  private static final String CLASSES = "limpid.classes";
  private static final String SETTINGS = "limpid.settings";

  /** Writes a model file. */
  public static void write(
      Network network, List<String> classNames, Map<String, Object> settings, Path file)
      throws IOException {
    ModelFile.write(network, metadata(classNames, settings), file);
  }

  static Map<String, String> metadata(List<String> classNames, Map<String, Object> settings) {
    return Map.of(CLASSES, Json.write(classNames), SETTINGS, Json.write(settings));
  }

  /**
   * The training that a model or a checkpoint is of.
   *
   * @throws UserException if the file can't be read or does not say
   */
  public static Recipe recipe(Path file) {
    try {
      String settings = Safetensors.read(file).metadata().get(SETTINGS);
      if (settings == null) {
        throw new UserException(file + " was not written by the train command");
      }
      return Recipe.of(settings);
    } catch (IOException e) {
      throw new UserException("cannot read the checkpoint: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a model.
   *
   * @throws UserException if it can't be read, does not name its classes, or lies in the folder of
   *     another run
   */
  public static Classifier read(Path file, Compute compute) {
    RunFolder folder = RunFolder.of(file);
    RunWriter.settle(folder.path());
    try {
      ModelFile model = ModelFile.read(file, compute);
      folder.requireSameRun(model.metadata().get(SETTINGS), file);
      Network network = model.network();
      List<String> names = classNames(model.metadata().get(CLASSES), file);
      if (names.size() != network.outputShape().size()) {
        throw new UserException(
            file
                + " names "
                + names.size()
                + " classes for "
                + network.outputShape().size()
                + " outputs; it is damaged or was made by another program");
      }
      return new Classifier(network, names);
    } catch (IOException e) {
      throw new UserException("cannot read the model: " + e.getMessage(), e);
    }
  }

  private static List<String> classNames(String json, Path file) {
    if (json == null) {
      throw new UserException(
          file + " does not name its classes; it was not written by the train command");
    }
    try {
      if (Json.parse(json) instanceof List<?> list
          && list.stream().allMatch(String.class::isInstance)) {
        List<String> names = list.stream().map(String::valueOf).toList();
        if (Set.copyOf(names).size() < names.size()) {
          throw new UserException(file + " gives two of its classes the same name; it is damaged");
        }
        return names;
      }
    } catch (IOException e) {
      throw new UserException(file + ": the names of its classes are " + e.getMessage(), e);
    }
    throw new UserException(file + ": the names of its classes are no list of texts");
  }
}
