package dev.limpid.cli.curve;

import dev.limpid.cli.recipe.Recipe;
import java.util.ArrayList;
import java.util.List;

/**
 * Which trainings make a learning curve.
 *
 * @param recipe the training on all images
 * @param images of the whole training set
 * @param points how many parts; each is half of the next
 * @param sameSteps whether all have as many steps, or as many epochs, as the whole
 */
record CurvePlan(Recipe recipe, int images, int points, boolean sameSteps) {
  /** The sizes of the parts, ascending; the last is the whole. */
  List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>();
    for (int i = points - 1; i >= 0; i--) {
      sizes.add((int) Math.round(images / Math.pow(2, i)));
    }
    return sizes;
  }

  /** The training on a part, for a seed that is so many above the recipe's own. */
  Recipe training(int size, int seedsAbove) {
    long dataSeed = ((Number) recipe.setting("data-seed")).longValue();
    return recipe
        .with("training-limit", size == images ? null : size)
        .with("epochs", epochs(size))
        .with("seed", recipe.seed() + seedsAbove)
        .with("data-seed", dataSeed + seedsAbove);
  }

  /** As many as give the whole's steps, at least one. */
  int epochs(int size) {
    if (!sameSteps) {
      return recipe.epochs();
    }
    double steps = (double) recipe.epochs() * steps(images);
    return (int) Math.max(1, Math.round(steps / steps(size)));
  }

  private int steps(int size) {
    return (size - 1) / recipe.batchSize() + 1;
  }
}
