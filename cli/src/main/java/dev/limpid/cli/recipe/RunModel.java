package dev.limpid.cli.recipe;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.layers.json.Json;
import dev.limpid.train.Classifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A model file of the command line: a network, the names of its classes, and how it was trained.
 *
 * @param network the network
 * @param classNames one for each output
 */
public record RunModel(Network network, List<String> classNames) {
  private static final String SETTINGS = "limpid.settings";

  /** Writes a model file. */
  public static void write(
      Network network, List<String> classNames, Map<String, Object> settings, Path file)
      throws IOException {
    ModelFile.write(network, metadata(classNames, settings), file);
  }

  static Map<String, String> metadata(List<String> classNames, Map<String, Object> settings) {
    Map<String, String> metadata = new HashMap<>(Classifier.metadata(classNames));
    metadata.put(SETTINGS, Json.write(settings));
    return metadata;
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
  public static RunModel read(Path file, Compute compute) {
    RunFolder folder = RunFolder.of(file);
    RunWriter.settle(folder.path());
    try {
      ModelFile model = ModelFile.read(file, compute);
      folder.requireSameRun(model.metadata().get(SETTINGS), file);
      if (Classifier.task(model) != Task.CLASSIFICATION) {
        throw new UserException(
            file + ": the model gives an image several labels; the library's Classifier reads it");
      }
      return new RunModel(model.network(), Classifier.classNames(model));
    } catch (IllegalArgumentException e) {
      throw new UserException(
          file + ": " + e.getMessage() + "; it is damaged or was not written by 'train'", e);
    } catch (IOException e) {
      throw new UserException("cannot read the model: " + e.getMessage(), e);
    }
  }
}
