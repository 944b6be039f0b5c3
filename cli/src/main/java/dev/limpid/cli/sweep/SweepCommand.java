package dev.limpid.cli.sweep;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.TrainingOptions;
import dev.limpid.cli.recipe.TrainingPlan;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.cli.treat.ResultsFolder;
import dev.limpid.cli.treat.SeededRuns;
import dev.limpid.core.Rng;
import dev.limpid.insight.proof.Measure;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sweep}: trains with several values of settings, and says which are best. */
@Command(
    name = "sweep",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Trains with several values of settings, each with several seeds, and compares them.",
      "Takes all options of 'train' that change the training. What was trained before is not trained"
          + " again."
    })
public final class SweepCommand implements Callable<Integer> {
  private static final String FILE = "sweep.json";
  private static final String PAGE = "sweep.html";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--try",
      paramLabel = "NAME=VALUES",
      required = true,
      description =
          "Values of an option of 'train': NAME=VALUE,VALUE... or, with --random, NAME=LOW..HIGH."
              + " May be given several times.")
  private List<String> choices;

  @Option(
      names = "--random",
      paramLabel = "N",
      description = "Draw so many combinations. Default: the grid of all.")
  private Integer random;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds of weights and order for each. Default: ${DEFAULT-VALUE}.")
  private int seeds = 1;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "limpid-sweep",
      description = "Folder for the trainings and the page. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(names = "--plan", paramLabel = "FILE", description = TrainingPlan.OPTION)
  private Path plan;

  @Mixin private TrainingOptions options;

  /** Made by the command line. */
  public SweepCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> given = TrainingOptions.given(spec.commandLine().getParseResult());
    Recipe base = Recipe.of(given);
    List<Candidate> candidates = candidates(base, given);
    base.requireOutsideOfImages(output, "--output");
    ResultsFolder results = ResultsFolder.in(output, FILE, base);
    out.printf(
        Locale.ROOT,
        "%d settings, %d %s each, %d epochs%n",
        candidates.size(),
        seeds,
        seeds == 1 ? "seed" : "seeds",
        base.epochs());
    out.flush();
    SeededRuns runs = new SeededRuns(results.folder(), seeds, out);
    if (plan != null) {
      TrainingPlan planned = new TrainingPlan(results.folder());
      candidates.forEach(each -> runs.plan(each.folder(), each.of(base), planned));
      planned.write(plan, out);
      return 0;
    }
    List<Trained> ranked = new ArrayList<>();
    for (Candidate candidate : candidates) {
      ranked.add(new Trained(candidate, runs.run(candidate.folder(), candidate.of(base))));
      ranked.sort(Comparator.comparingDouble(t -> t.mean(Measure.BEST_VALIDATION_LOSS)));
      results.write(Map.of("trained", ranked.stream().map(Trained::json).toList()));
      results.write(PAGE, SweepPage.html(ranked, "The training that is varied: " + base));
    }
    tell(ranked, out);
    return 0;
  }

  /** All are checked before the first one is trained. */
  private List<Candidate> candidates(Recipe base, Map<String, Object> given) {
    if (seeds < 1 || (random != null && random < 1)) {
      throw new UserException("--seeds and --random must be 1 or more");
    }
    List<Choice> all = choices.stream().map(Choice::of).toList();
    for (Choice choice : all) {
      boolean twice = all.stream().filter(c -> c.setting().equals(choice.setting())).count() > 1;
      if (twice || given.containsKey(choice.setting())) {
        throw new UserException(choice.setting() + " is given twice; once in --try is enough");
      }
    }
    List<Candidate> candidates =
        random == null
            ? Candidate.grid(all)
            : Candidate.random(all, random, Rng.of(base.seed()).split("sweep"));
    candidates.forEach(candidate -> candidate.of(base).check());
    long folders = candidates.stream().map(Candidate::folder).distinct().count();
    if (folders < candidates.size()) {
      throw new UserException("two values can't be told apart by the names of their folders");
    }
    return candidates;
  }

  private void tell(List<Trained> ranked, PrintWriter out) {
    out.println();
    for (Trained trained : ranked) {
      out.printf(
          Locale.ROOT,
          "  loss %.4f  accuracy %.4f  %s%s%n",
          trained.mean(Measure.BEST_VALIDATION_LOSS),
          trained.mean(Measure.FINAL_ACCURACY),
          trained.candidate().label(),
          trained.diverged() ? "  (diverged)" : "");
    }
    out.println();
    out.println(Wrapped.text("Best: " + ranked.get(0).candidate().label()));
    out.println(Wrapped.text(SweepPage.verdict(ranked)));
    out.println("drawn in " + output.resolve(PAGE));
    out.flush();
  }
}
