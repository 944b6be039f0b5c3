package dev.limpid.cli.study;

import dev.limpid.cli.recipe.Recipe;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A training of the study: what it changes, and why somebody would.
 *
 * @param name of its folder
 * @param title in a few words
 * @param part of the study in which it is told
 * @param idea why somebody would do this
 * @param mechanism what the change does to BatchNorm's averages, whatever the run will show
 * @param changes options of {@code train} by name, and their values
 * @param against name of the experiment that it is compared with; null for the first
 */
record Experiment(
    String name,
    String title,
    StudyPart part,
    String idea,
    String mechanism,
    Map<String, Object> changes,
    String against) {
  /** Sorts the changes. */
  Experiment {
    changes = new TreeMap<>(changes);
  }

  /** The training as settings. */
  Recipe recipe(StudySize size) {
    return Recipe.defaults()
        .with("width", size.width())
        .with("training-images", size.trainingImages())
        .with("validation-images", size.validationImages())
        .with("batch-size", size.batchSize())
        .with("difficulty", size.difficulty())
        .with("epochs", size.epochs())
        .with(changes);
  }

  /** The changes as they are given to {@code train}. */
  String options() {
    return changes.entrySet().stream()
        .map(
            change ->
                "--"
                    + change.getKey()
                    + (change.getValue().equals(true) ? "" : " " + change.getValue()))
        .collect(Collectors.joining(" "));
  }
}
