package dev.limpid.cli.treat;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.TrainingPlan;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.proof.Proof;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.io.FileFailure;
import dev.limpid.train.LearningRateCurve;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code treat}: runs what the doctor proposes, and says what it did. */
@Command(
    name = "treat",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Trains again with each change that the doctor proposes, and says whether it helped.",
      "What was trained before is not trained again."
    })
public final class TreatCommand implements Callable<Integer> {
  private static final String FILE = "treat.json";
  private static final String PAGE = "treat.html";
  private static final String AS_IT_WAS = "as-it-was";

  /** Which findings. */
  static final class Which {
    @Option(names = "--finding", paramLabel = "NAME", description = "Treat this finding.")
    private String finding;

    @Option(names = "--all", description = "Treat all findings that can be treated here.")
    private boolean all;
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "Folder that 'train' wrote into.")
  private Path folder;

  @ArgGroup(multiplicity = "1")
  private Which which;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Seeds of weights and order, from the run's own on. Default: ${DEFAULT-VALUE}.")
  private int seeds = 3;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Train for fewer epochs than the run. Default: the run's.")
  private Integer epochs;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description = "Folder for the trainings and the page. Default: RUN/treatments.")
  private Path output;

  @Option(names = "--plan", paramLabel = "FILE", description = TrainingPlan.OPTION)
  private Path plan;

  private PrintWriter out;
  private LearningRateCurve curve;

  /** Made by the command line. */
  public TreatCommand() {}

  @Override
  public Integer call() {
    out = spec.commandLine().getOut();
    RunRecord run = RunFolder.record(folder);
    Recipe recipe = Recipe.of(run);
    if (seeds < 1 || (epochs != null && epochs < 1)) {
      throw new UserException("--seeds and --epochs must be 1 or more");
    }
    Recipe base = epochs == null ? recipe : recipe.with("epochs", epochs);
    List<Finding> findings = chosen(new Doctor().diagnose(run));
    Path place = output == null ? folder.resolve("treatments") : output;
    ResultsFolder results = ResultsFolder.in(place, FILE, base);
    Map<Finding, Treatments> treatments = treatments(findings, base, results);
    treat(run, base, treatments, results);
    return 0;
  }

  private List<Finding> chosen(List<Finding> found) {
    if (which.all) {
      return found;
    }
    List<Finding> chosen = found.stream().filter(f -> f.name().equals(which.finding)).toList();
    if (chosen.isEmpty()) {
      throw new UserException(
          "the doctor does not find "
              + which.finding
              + " in "
              + folder
              + ", but "
              + String.join(", ", found.stream().map(Finding::name).toList()));
    }
    return chosen;
  }

  private Map<Finding, Treatments> treatments(
      List<Finding> findings, Recipe base, ResultsFolder results) {
    Map<Finding, Treatments> all = new LinkedHashMap<>();
    for (Finding finding : findings) {
      Treatments treatments = Treatments.of(finding, base, () -> rangeTest(base, results));
      treatments.others().forEach(other -> out.println(Wrapped.text("not run here: " + other)));
      if (!treatments.runnable().isEmpty()) {
        all.put(finding, treatments);
      }
    }
    if (all.isEmpty()) {
      throw new UserException(
          "nothing that the doctor proposes for this can be run here; see diagnose " + folder);
    }
    int count = all.values().stream().mapToInt(t -> t.runnable().size()).sum();
    out.printf(
        Locale.ROOT,
        "%d %s against the training as it was, %d %s each, %d epochs%n",
        count,
        count == 1 ? "treatment" : "treatments",
        seeds,
        seeds == 1 ? "seed" : "seeds",
        base.epochs());
    out.flush();
    return all;
  }

  private OptionalDouble rangeTest(Recipe base, ResultsFolder results) {
    if (curve == null) {
      curve = RangeRun.USUAL.run(base, Compute.standard(), out);
    }
    try {
      RangeRun.write(curve, base, results.folder().resolve("lr-range.html"));
    } catch (IOException e) {
      throw new UserException(
          "cannot write into " + results.folder() + ": " + FileFailure.reason(e), e);
    }
    return curve.suggestion();
  }

  private void treat(
      RunRecord run, Recipe base, Map<Finding, Treatments> treatments, ResultsFolder results) {
    SeededRuns runs = new SeededRuns(results.folder(), seeds, out);
    if (plan != null) {
      TrainingPlan planned = new TrainingPlan(results.folder());
      runs.plan(AS_IT_WAS, base, recorded(run, base).isPresent() ? 1 : 0, planned);
      treatments.values().stream()
          .flatMap(of -> of.runnable().stream())
          .forEach(treatment -> runs.plan(treatment.folder(), treatment.recipe(), planned));
      planned.write(plan, out);
      return;
    }
    List<RunRecord> before = runs.run(AS_IT_WAS, base, recorded(run, base));
    List<TreatmentOutcome> outcomes = new ArrayList<>();
    treatments.forEach(
        (finding, of) -> {
          for (Treatment treatment : of.runnable()) {
            List<RunRecord> after = runs.run(treatment.folder(), treatment.recipe());
            Proof proof = Proof.of(finding.name(), before, after);
            outcomes.add(new TreatmentOutcome(finding, treatment, after, proof));
            results.write(
                Map.of("treatments", outcomes.stream().map(TreatmentOutcome::json).toList()));
            results.write(PAGE, TreatPage.html(before, outcomes));
          }
        });
    tell(outcomes);
    out.println();
    if (seeds == 1) {
      out.println(TreatPage.ONE_SEED);
    }
    out.println("drawn in " + results.folder().resolve(PAGE));
    out.flush();
  }

  /** The run itself, where another training would give the same bits. */
  private static Optional<RunRecord> recorded(RunRecord run, Recipe base) {
    Compute compute = Compute.standard();
    boolean same =
        run.state() != RunRecord.State.RUNNING
            && Recipe.of(run).equals(base)
            && RunRecord.Machine.LIMPID.equals(run.machine().limpid())
            && compute.gemm().name().equals(run.machine().gemm())
            && compute.convolution().toString().equals(run.machine().convolution());
    return same ? Optional.of(run) : Optional.empty();
  }

  private void tell(List<TreatmentOutcome> outcomes) {
    String last = "";
    for (TreatmentOutcome outcome : outcomes) {
      if (!last.equals(outcome.finding().name())) {
        last = outcome.finding().name();
        out.println();
        out.println(Wrapped.text(outcome.finding().title() + " (" + last + ")"));
      }
      out.printf(
          Locale.ROOT,
          "%n  %s: %s%n",
          outcome.treatment().option(),
          TreatmentOutcome.words(outcome.proof().verdict()));
      for (Proof.Difference d : outcome.proof().differences()) {
        out.printf(
            Locale.ROOT,
            "    %s: %s -> %s, difference %s, %s%n",
            d.measure().label(),
            outcome.level(d.measure(), d.before()),
            outcome.level(d.measure(), d.after()),
            TreatmentOutcome.change(d.measure(), d.change()),
            TreatmentOutcome.shortly(d.verdict()));
      }
      out.println("    " + outcome.cured());
    }
  }
}
