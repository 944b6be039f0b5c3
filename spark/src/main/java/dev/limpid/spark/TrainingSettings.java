package dev.limpid.spark;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.UserException;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** How to train: the options of the command {@code train}, as a task can be sent them. */
final class TrainingSettings implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A word of a line, with its quotes; or a quote that is not closed. */
  private static final Pattern WORD = Pattern.compile("(?:[^\\s\"']++|\"[^\"]*\"|'[^']*')+|[\"']");

  private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'");

  private final TreeMap<String, Object> options;

  private TrainingSettings(Map<String, Object> options) {
    this.options = new TreeMap<>(options);
  }

  /**
   * Checks options and keeps them.
   *
   * @param options by name, without dashes
   * @param further more of them, as on a command line: {@code --schedule cosine --l2=0.0001}; a
   *     value with spaces is in quotes, single or double
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
   * @param line as in {@link #of}
   * @throws IllegalArgumentException if one has no value, or a word belongs to none
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
    List<String> words = words(line);
    for (int i = 0; i < words.size(); ) {
      String word = words.get(i++);
      if (!word.startsWith("--")) {
        throw new IllegalArgumentException(
            "options: '"
                + word
                + "' belongs to no option; their names begin with --, and values with spaces are in"
                + " quotes");
      }
      String[] parts = word.substring(2).split("=", 2);
      String name = parts[0];
      if (parts.length == 2) {
        all.put(name, parts[1]);
      } else if (Recipe.isFlag(name)) {
        all.put(name.replaceFirst("^no-", ""), name.startsWith("no-") ? "false" : "true");
      } else if (i < words.size() && !words.get(i).startsWith("--")) {
        all.put(name, words.get(i++));
      } else {
        throw new IllegalArgumentException("options: --" + name + " has no value");
      }
    }
    return all;
  }

  private static List<String> words(String line) {
    List<String> words = WORD.matcher(line).results().map(word -> word.group()).toList();
    if (words.contains("'") || words.contains("\"")) {
      throw new IllegalArgumentException("options: a quote is not closed: " + line);
    }
    return words.stream().map(word -> QUOTED.matcher(word).replaceAll("$1$2")).toList();
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
