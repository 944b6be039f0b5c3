package dev.limpid.cli.recipe;

import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The trainings that a command would make, in a file for those who run them elsewhere: a line of
 * JSON each, {@code folder}, in the command's folder of results, and {@code settings}. The command
 * itself then takes them from there and trains nothing again.
 */
public final class TrainingPlan {
  /** What commands say of their option for it. */
  public static final String OPTION =
      "Train nothing; write which trainings are left into this file, a line of JSON each with its"
          + " folder in --output and its settings, to be run elsewhere.";

  private final Path results;
  private final Map<String, Recipe> trainings = new LinkedHashMap<>();

  /**
   * A plan without trainings.
   *
   * @param results the command's folder
   */
  public TrainingPlan(Path results) {
    this.results = results;
  }

  /**
   * Adds a training, unless it has ended in its folder.
   *
   * @param place its folder, in that of the results
   * @param recipe the training
   */
  public void add(Path place, Recipe recipe) {
    if (recipe.finished(place).isEmpty()) {
      StringBuilder folder = new StringBuilder();
      for (Path name : results.relativize(place)) {
        folder.append(folder.isEmpty() ? "" : "/").append(name);
      }
      trainings.put(folder.toString(), recipe);
    }
  }

  /**
   * Writes the file, replacing it as a whole.
   *
   * @param out is told how many trainings are in it
   * @throws UserException if it can't be written
   */
  public void write(Path file, PrintWriter out) {
    StringBuilder lines = new StringBuilder();
    trainings.forEach(
        (folder, recipe) -> {
          Map<String, Object> line = new LinkedHashMap<>();
          line.put("folder", folder);
          line.put("settings", recipe.settings());
          lines.append(Json.write(line)).append('\n');
        });
    try {
      AtomicFile.write(file, lines.toString());
    } catch (IOException e) {
      throw new UserException("cannot write " + file + ": " + FileFailure.reason(e), e);
    }
    out.printf(Locale.ROOT, "%d trainings are planned in %s%n", trainings.size(), file);
    out.flush();
  }
}
