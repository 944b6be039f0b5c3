package dev.limpid.cli.sweep;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.Rng;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One combination of values.
 *
 * @param values by setting, in the order of the choices
 */
record Candidate(Map<String, String> values) {
  private static final int TRIES = 100;

  /**
   * All combinations, the last choice changing fastest.
   *
   * @throws UserException if a choice is a range
   */
  static List<Candidate> grid(List<Choice> choices) {
    List<Map<String, String>> all = new ArrayList<>(List.of(Map.of()));
    for (Choice choice : choices) {
      if (choice.isRange()) {
        throw new UserException(
            "a range, as of " + choice.setting() + ", has no grid; draw from it with --random N");
      }
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> shorter : all) {
        for (String value : choice.values()) {
          Map<String, String> values = new LinkedHashMap<>(shorter);
          values.put(choice.setting(), value);
          longer.add(values);
        }
      }
      all = longer;
    }
    return all.stream().map(Candidate::new).toList();
  }

  /** So many different combinations, or fewer where there are not so many. */
  static List<Candidate> random(List<Choice> choices, int count, Rng rng) {
    Set<Candidate> drawn = new LinkedHashSet<>();
    for (int i = 0; i < TRIES * count && drawn.size() < count; i++) {
      Map<String, String> values = new LinkedHashMap<>();
      choices.forEach(choice -> values.put(choice.setting(), choice.draw(rng)));
      drawn.add(new Candidate(values));
    }
    return List.copyOf(drawn);
  }

  /** A training with these values. */
  Recipe of(Recipe base) {
    Recipe recipe = base;
    for (Map.Entry<String, String> value : values.entrySet()) {
      recipe = recipe.with(value.getKey(), value.getValue());
    }
    return recipe;
  }

  /** Such as {@code learning-rate 0.01, optimizer sgd}. */
  String label() {
    return values.entrySet().stream()
        .map(value -> value.getKey() + " " + value.getValue())
        .collect(Collectors.joining(", "));
  }

  /** A name for a folder. */
  String folder() {
    return label().replace(", ", "_").replaceAll("[^A-Za-z0-9._-]", "-");
  }
}
