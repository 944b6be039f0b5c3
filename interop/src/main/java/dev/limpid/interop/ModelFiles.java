package dev.limpid.interop;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.keras.KerasFiles;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Model files of any format that Limpid knows. */
public final class ModelFiles {
  private static final String CLASSES = "limpid.classes";

  private ModelFiles() {}

  /**
   * Reads a model; its format is seen from what the file holds, not from its name.
   *
   * @param compute on what the network is to compute
   * @throws IOException with the file and the reason in one line, if it can't be read, is damaged,
   *     or uses what Limpid does not have
   */
  public static ImportedModel read(Path file, Compute compute) throws IOException {
    if (KerasFiles.isKeras(file)) {
      return KerasFiles.read(file, compute);
    }
    ModelFile model = ModelFile.read(file, compute);
    return new ImportedModel(
        model.network(),
        classNames(model.metadata().get(CLASSES), file),
        ModelFormat.LIMPID,
        List.of());
  }

  private static List<String> classNames(String json, Path file) throws IOException {
    if (json == null) {
      return List.of();
    }
    try {
      if (Json.parse(json) instanceof List<?> list
          && list.stream().allMatch(String.class::isInstance)) {
        return list.stream().map(String::valueOf).toList();
      }
    } catch (IllegalArgumentException e) {
      throw new UnsupportedModelException(file, "its classes can't be read: " + e.getMessage(), e);
    }
    throw new UnsupportedModelException(file, "its classes are no list of names");
  }
}
