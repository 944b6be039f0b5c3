package dev.limpid.cli.treat;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.TrainingPlan;
import dev.limpid.insight.proof.Measure;
import dev.limpid.insight.run.RunRecord;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Trainings with several seeds, in a folder for each recipe with one for each seed. What is there
 * already is not trained again.
 */
public final class SeededRuns {
  private final Path folder;
  private final int seeds;
  private final PrintWriter out;

  /**
   * Runs.
   *
   * @param folder in which the recipes' folders are
   * @param seeds how many, from the recipe's own on
   * @param out is told of each
   */
  public SeededRuns(Path folder, int seeds, PrintWriter out) {
    this.folder = folder;
    this.seeds = seeds;
    this.out = out;
  }

  /** Trains a recipe with each seed. */
  public List<RunRecord> run(String name, Recipe recipe) {
    return run(name, recipe, Optional.empty());
  }

  /** Puts into a plan what {@link #run(String, Recipe)} would train. */
  public void plan(String name, Recipe recipe, TrainingPlan plan) {
    plan(name, recipe, 0, plan);
  }

  /** The same without the first so many seeds. */
  void plan(String name, Recipe recipe, int from, TrainingPlan plan) {
    for (int i = from; i < seeds; i++) {
      Recipe seeded = recipe.with("seed", recipe.seed() + i);
      plan.add(placeOf(name, seeded), seeded);
    }
  }

  private Path placeOf(String name, Recipe seeded) {
    return folder.resolve(name).resolve("seed-" + seeded.seed());
  }

  /** Trains a recipe with each seed, but takes this run for the first one. */
  List<RunRecord> run(String name, Recipe recipe, Optional<RunRecord> first) {
    List<RunRecord> runs = new ArrayList<>();
    for (int i = 0; i < seeds; i++) {
      long seed = recipe.seed() + i;
      if (i == 0 && first.isPresent()) {
        runs.add(first.get());
        tell(name, seed, "the recorded run", first.get());
        continue;
      }
      Recipe seeded = recipe.with("seed", seed);
      Path place = placeOf(name, seeded);
      boolean there = seeded.finished(place).isPresent();
      RunRecord run = seeded.resume(place, new PrintWriter(Writer.nullWriter()));
      runs.add(run);
      tell(name, seed, there ? "trained before" : "trained", run);
    }
    return runs;
  }

  private void tell(String name, long seed, String how, RunRecord run) {
    out.printf(
        Locale.ROOT,
        "%s, seed %d: %s, best validation loss %.4f%s%n",
        name,
        seed,
        how,
        Measure.BEST_VALIDATION_LOSS.of(run),
        run.state() == RunRecord.State.FAILED ? ", it diverged" : "");
    out.flush();
  }
}
