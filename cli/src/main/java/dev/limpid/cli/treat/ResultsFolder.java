package dev.limpid.cli.treat;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A folder of trainings that belong together, headed by a JSON file with the settings that all of
 * them have: what is found in it of another training is left alone.
 *
 * @param folder the folder
 * @param file name of the JSON file
 * @param recipe what all trainings vary
 */
public record ResultsFolder(Path folder, String file, Recipe recipe) {
  /**
   * Makes the folder if need be.
   *
   * @throws UserException if it can't be written, or holds what came of another training; settings
   *     of which nothing came are replaced
   */
  public static ResultsFolder in(Path folder, String file, Recipe recipe) {
    ResultsFolder results = new ResultsFolder(folder, file, recipe);
    Path json = folder.resolve(file);
    Optional<Map<?, ?>> earlier = Files.exists(json) ? read(json) : Optional.of(Map.of());
    boolean nothingCame =
        earlier.isPresent() && Set.of("settings").containsAll(earlier.get().keySet());
    if (!nothingCame && !earlier.map(results::isOfThis).orElse(false)) {
      throw new UserException(
          folder
              + " holds what came of other settings; name another folder with --output, or remove "
              + json);
    }
    RunFolder.requireWritable(folder, "output", "--output");
    if (nothingCame) {
      results.write(Map.of());
    }
    return results;
  }

  /** The file's object; empty if it is none. */
  private static Optional<Map<?, ?>> read(Path json) {
    try {
      return Files.isRegularFile(json) // a pipe would be waited for
              && Json.parse(Files.readString(json)) instanceof Map<?, ?> map
          ? Optional.of(map)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private boolean isOfThis(Map<?, ?> earlier) {
    try {
      return earlier.get("settings") instanceof Map<?, ?> settings
          && Recipe.of(strings(settings)).equals(recipe);
    } catch (UserException e) {
      return false;
    }
  }

  private static Map<String, Object> strings(Map<?, ?> json) {
    Map<String, Object> map = new LinkedHashMap<>();
    json.forEach((name, value) -> map.put(String.valueOf(name), value));
    return map;
  }

  /** Replaces the JSON file: the settings and what else is known. */
  public void write(Map<String, Object> more) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("settings", recipe.settings());
    document.putAll(more);
    write(file, Json.write(document) + "\n");
  }

  /** Replaces a file of the folder. */
  public void write(String name, String text) {
    try {
      AtomicFile.write(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UserException("cannot write into " + folder + ": " + FileFailure.reason(e), e);
    }
  }
}
