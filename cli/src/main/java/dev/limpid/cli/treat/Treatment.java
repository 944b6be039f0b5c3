package dev.limpid.cli.treat;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.insight.doctor.finding.Change;
import java.util.Locale;

/**
 * A change that can be run.
 *
 * @param change what is changed
 * @param recipe the training with it
 */
record Treatment(Change change, Recipe recipe) {
  /** The option as on a command line. */
  String option() {
    return change.option();
  }

  /** Names its folder. */
  String folder() {
    return option().toLowerCase(Locale.ROOT).replaceFirst("^--", "").replaceAll("[^a-z0-9.]+", "-");
  }
}
