package dev.limpid.cli.curve;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.TrainingOptions;
import dev.limpid.cli.recipe.TrainingPlan;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.cli.treat.ResultsFolder;
import dev.limpid.core.Parallel;
import dev.limpid.insight.curve.LearningCurve;
import dev.limpid.insight.curve.LearningCurve.Prediction;
import dev.limpid.insight.proof.Measure;
import dev.limpid.insight.run.RunRecord;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code learning-curve}: trains on growing parts of the data, and says what more would bring. */
@Command(
    name = "learning-curve",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = {
      "Trains on growing parts of the training images, and says what more images would bring.",
      "Takes all options of 'train' that change the training; --recalibrate is on unless told"
          + " otherwise, because lagging averages say nothing about data. What was trained before"
          + " is not trained again."
    })
public final class LearningCurveCommand implements Callable<Integer> {
  private static final String FILE = "learning-curve.json";
  private static final String PAGE = "learning-curve.html";

  /** What all trainings have in common. */
  enum Same {
    STEPS,
    EPOCHS
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "0..1",
      description = "Folder of a run, for its settings; options change them.")
  private Path run;

  @Option(
      names = "--same",
      paramLabel = "WHAT",
      description =
          "steps: smaller parts are seen more often, so that none is trained for less; epochs: all"
              + " parts are seen as often, which is quicker, but shows them trained for less."
              + " Default: steps.")
  private Same same = Same.STEPS;

  @Option(
      names = "--points",
      paramLabel = "N",
      description = "Sizes, each half of the next; 3 to 12. Default: ${DEFAULT-VALUE}.")
  private int points = 5;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Of weights, order and images. Default: ${DEFAULT-VALUE}.")
  private int seeds = 3;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Folder for the trainings and the page. Default: learning-curve, in the folder of RUN if"
              + " given.")
  private Path output;

  @Option(names = "--plan", paramLabel = "FILE", description = TrainingPlan.OPTION)
  private Path plan;

  @Mixin private TrainingOptions options;

  /** Made by the command line. */
  public LearningCurveCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    if (points < 3 || points > 12 || seeds < 1 || points * seeds < 4) {
      throw new UserException(
          "--points must be 3 to 12, --seeds 1 or more, and together 4 trainings or more, but are "
              + points
              + " and "
              + seeds);
    }
    Recipe recipe = recipe();
    recipe.check();
    int images = recipe.data(Parallel.serial(), out).training().size();
    CurvePlan curve = new CurvePlan(recipe, images, points, same == Same.STEPS);
    if (curve.sizes().get(0) < 2) {
      throw new UserException(images + " training images are too few for " + points + " sizes");
    }
    Path folder =
        output != null
            ? output
            : run == null ? Path.of("learning-curve") : run.resolve("learning-curve");
    ResultsFolder results = ResultsFolder.in(folder, FILE, recipe);
    if (plan != null) {
      plan(curve, results, out);
      return 0;
    }
    List<Subset> subsets = train(curve, results, out);
    DataVerdict answer = new DataVerdict(LearningCurve.fit(fitted(subsets)), images);
    results.write(json(answer, subsets));
    String alike = curve.sameSteps() ? "about the same steps" : "the same epochs";
    results.write(
        PAGE, CurvePage.html(answer, subsets, "All parts are trained for " + alike + "."));
    out.println();
    out.println(Wrapped.text(answer.expectation(2)));
    out.println(Wrapped.text(answer.expectation(4)));
    out.println(Wrapped.text(answer.verdict()));
    out.println(Wrapped.text(answer.law()));
    out.println("drawn in " + folder.resolve(PAGE));
    out.flush();
    return 0;
  }

  private Recipe recipe() {
    Map<String, Object> given = TrainingOptions.given(spec.commandLine().getParseResult());
    Recipe base = run == null ? Recipe.defaults() : Recipe.of(RunFolder.record(run));
    Recipe recipe =
        base.with("recalibrate", true).with("gap-share", 0).with("trials", false).with(given);
    if (recipe.setting("training-limit") != null) {
      throw new UserException("--training-limit is what a learning curve varies; leave it out");
    }
    return recipe;
  }

  private void plan(CurvePlan curve, ResultsFolder results, PrintWriter out) {
    TrainingPlan planned = new TrainingPlan(results.folder());
    for (int size : curve.sizes()) {
      for (int seed = 0; seed < seeds; seed++) {
        Recipe training = curve.training(size, seed);
        planned.add(placeOf(size, training, results), training);
      }
    }
    planned.write(plan, out);
  }

  private static Path placeOf(int size, Recipe training, ResultsFolder results) {
    return results
        .folder()
        .resolve(size + "-images-" + training.epochs() + "-epochs")
        .resolve("seed-" + training.seed());
  }

  private List<Subset> train(CurvePlan curve, ResultsFolder results, PrintWriter out) {
    out.printf(Locale.ROOT, "%d trainings, with %s images%n", points * seeds, curve.sizes());
    out.flush();
    List<Subset> subsets = new ArrayList<>();
    for (int size : curve.sizes()) {
      List<RunRecord> runs = new ArrayList<>();
      for (int seed = 0; seed < seeds; seed++) {
        Recipe training = curve.training(size, seed);
        Path place = placeOf(size, training, results);
        boolean there = training.finished(place).isPresent();
        RunRecord record = training.resume(place, new PrintWriter(Writer.nullWriter()));
        out.printf(
            Locale.ROOT,
            "%,d images, %d epochs, seed %d: %s, best validation loss %.4f%n",
            size,
            training.epochs(),
            training.seed(),
            there ? "trained before" : "trained",
            Measure.BEST_VALIDATION_LOSS.of(record));
        out.flush();
        runs.add(record);
      }
      subsets.add(new Subset(size, runs));
    }
    return subsets;
  }

  /**
   * Without the smallest parts, as long as they teach hardly more than guessing: the law holds from
   * where anything is learnt (Hestness et al. 2017, section 5). Three sizes are always left.
   */
  private static List<LearningCurve.Measurement> fitted(List<Subset> subsets) {
    int from = 0;
    int runs = subsets.get(0).runs().size();
    while (subsets.size() - from > 3
        && (subsets.size() - from - 1) * runs >= 4
        && !subsets.get(from).learnt()) {
      from++;
    }
    return measured(subsets.subList(from, subsets.size()));
  }

  private static List<LearningCurve.Measurement> measured(List<Subset> subsets) {
    List<LearningCurve.Measurement> measured = new ArrayList<>();
    for (Subset subset : subsets) {
      for (RunRecord record : subset.runs()) {
        measured.add(
            new LearningCurve.Measurement(
                subset.images(), Measure.BEST_VALIDATION_LOSS.of(record)));
      }
    }
    return measured;
  }

  private Map<String, Object> json(DataVerdict answer, List<Subset> subsets) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("same", same.name().toLowerCase(Locale.ROOT));
    json.put("verdict", answer.verdict());
    json.put("floor", answer.curve().law().floor());
    json.put("excess", answer.curve().law().excess());
    json.put("exponent", answer.curve().law().exponent());
    json.put(
        "measured",
        measured(subsets).stream()
            .map(point -> Map.of("images", point.images(), "loss", point.loss()))
            .toList());
    List<Map<String, Object>> expected = new ArrayList<>();
    for (int factor : new int[] {1, 2, 4}) {
      Prediction p = answer.times(factor);
      expected.add(
          Map.of("images", p.images(), "loss", p.loss(), "low", p.low(), "high", p.high()));
    }
    json.put("expected", expected);
    return json;
  }
}
