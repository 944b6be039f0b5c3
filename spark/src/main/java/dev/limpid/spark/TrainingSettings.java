package dev.limpid.spark;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.UserException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/** How to train: the options of the command {@code train}, as a task can be sent them. */
final class TrainingSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, Object> options;

  private TrainingSettings(Map<String, Object> options) {
    this.options = new TreeMap<>(options);
  }

  /**
   * Checks options and keeps them.
   *
   * @param options by name, without dashes
   * @param further more of them, as on a command line: {@code --schedule cosine --l2 0.0001}
   * @throws IllegalArgumentException if one is not known, or says which images
   */
  static TrainingSettings of(Map<String, Object> options, String further) {
    Map<String, Object> all = new TreeMap<>(options);
    all.putAll(parsed(further));
    TrainingSettings settings = new TrainingSettings(all);
    Recipe recipe = settings.recipe();
    if (!recipe.imageSettings().isEmpty()) {
      throw new IllegalArgumentException(
          "options: "
              + recipe.imageSettings().keySet()
              + " say which images; here the rows do, and validationIndicatorCol");
    }
    return settings;
  }

  /**
   * Options as on a command line, also such as say which images.
   *
   * @throws IllegalArgumentException if one has no value
   */
  static TrainingSettings ofLine(String line) {
    return new TrainingSettings(parsed(line));
  }

  /** The settings of a training as a run's record has them. */
  static TrainingSettings ofRecord(Map<String, Object> settings) {
    return new TrainingSettings(settings);
  }

  private static Map<String, Object> parsed(String line) {
    Map<String, Object> all = new TreeMap<>();
    String[] words = line.isBlank() ? new String[0] : line.trim().split("[\\s=]+");
    for (int i = 0; i < words.length; ) {
      String name = words[i++].replaceFirst("^--", "");
      boolean flag = Recipe.isFlag(name);
      if (!flag && i == words.length) {
        throw new IllegalArgumentException("options: --" + name + " has no value");
      }
      String on = name.startsWith("no-") ? "false" : "true";
      Object value = flag ? on : words[i++];
      all.put(flag ? name.replaceFirst("^no-", "") : name, value);
    }
    return all;
  }

  /** The training. */
  Recipe recipe() {
    try {
      Recipe recipe = Recipe.of(options);
      recipe.check();
      return recipe;
    } catch (UserException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @Override
  public String toString() {
    return options.toString();
  }
}
