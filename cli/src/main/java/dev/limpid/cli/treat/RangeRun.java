package dev.limpid.cli.treat;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.report.LearningRatePage;
import dev.limpid.train.LearningRateCurve;
import dev.limpid.train.LearningRateRange;
import dev.limpid.train.data.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The learning-rate range test of a recipe.
 *
 * @param lowest the first rate
 * @param highest the last rate
 * @param steps at most
 */
record RangeRun(double lowest, double highest, int steps) {
  /** What nearly every training needs. */
  static final RangeRun USUAL = new RangeRun(1e-6, 10, 100);

  /** Runs it on the recipe's training images, at its first weights. */
  LearningRateCurve run(Recipe recipe, Compute compute, PrintWriter out) {
    recipe.check();
    Split split = recipe.data(compute.parallel(), out);
    int classes = split.training().classNames().size();
    Network network = recipe.network(split.training()).build(recipe.seed(), compute);
    return LearningRateRange.of(network, recipe::optimizer)
        .between(lowest, highest)
        .steps(steps)
        .batchSize(recipe.batchSize())
        .seed(recipe.seed())
        .run(split.training());
  }

  static void write(LearningRateCurve curve, Recipe recipe, Path page) throws IOException {
    String options = recipe.toString();
    LearningRatePage.write(curve, "train" + (options.isEmpty() ? "" : " " + options), page);
  }

  static void print(LearningRateCurve curve, PrintWriter out) {
    curve
        .steepest()
        .ifPresent(rate -> out.println("the loss falls most steeply at   " + number(rate)));
    curve
        .bottom()
        .ifPresent(rate -> out.println("it is lowest at                  " + number(rate)));
    curve
        .divergence()
        .ifPresent(rate -> out.println("the training diverges at         " + number(rate)));
    curve
        .suggestion()
        .ifPresentOrElse(
            rate -> out.println("train with                       --learning-rate " + number(rate)),
            () -> out.println("the loss did not fall at any of these learning rates"));
  }

  /** Two digits: no test knows more. */
  static String number(double rate) {
    return Double.toString(Double.parseDouble(String.format(Locale.ROOT, "%.1e", rate)));
  }
}
