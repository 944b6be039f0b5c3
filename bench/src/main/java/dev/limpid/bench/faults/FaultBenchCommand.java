package dev.limpid.bench.faults;

import dev.limpid.bench.faults.HarmComparison.Planted;
import dev.limpid.bench.faults.score.DoctorJudge;
import dev.limpid.bench.faults.score.Judge;
import dev.limpid.bench.faults.score.Judged;
import dev.limpid.bench.faults.score.SageMakerRules;
import dev.limpid.bench.faults.score.Scores;
import dev.limpid.bench.faults.score.UmlautRules;
import dev.limpid.layers.io.AtomicFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code fault-bench}: plants faults into healthy trainings, and counts how many are named. */
@Command(
    name = "fault-bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Plants faults into healthy trainings, and counts how many the doctor names.")
public final class FaultBenchCommand implements Callable<Integer> {
  /** How much is run. */
  enum Preset {
    /** Severe faults of the test half, one seed. */
    QUICK,
    /** Mild and severe faults of both halves, three seeds. */
    FULL
  }

  /** Which halves are run. */
  enum Halves {
    DEV,
    TEST,
    BOTH
  }

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      defaultValue = "quick",
      description =
          "quick: severe faults of the test half, one seed, a minute or two; full: mild and severe"
              + " faults of both halves, three seeds, and three times as many healthy trainings."
              + " Default: ${DEFAULT-VALUE}.")
  private Preset preset;

  @Option(
      names = "--half",
      paramLabel = "NAME",
      description =
          "dev, on which thresholds are chosen; test, which is reported; or both. Default: as the"
              + " preset says.")
  private Halves half;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Trainings of each kind; whether a fault does harm is tested from 3 on.")
  private Integer seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Number of the first seed: others than those by which the doctor was made. Default:"
              + " ${DEFAULT-VALUE}.")
  private int firstSeed;

  @Option(
      names = "--fault",
      paramLabel = "NAME",
      description = "Only faults whose name, or expected finding, contains this.")
  private String only = "";

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "fault-bench",
      description =
          "Folder for the record of each run, which 'diagnose' reads. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--judge-only",
      description = "Train nothing; judge what is in the folder, with the thresholds of now.")
  private boolean judgeOnly;

  @Option(names = "--resume", description = "Train only what the folder does not hold yet.")
  private boolean resume;

  @Option(
      names = "--misses",
      description = "List the runs whose fault is not named first, and the false alarms.")
  private boolean misses;

  @Option(
      names = "--require",
      paramLabel = "PERCENT",
      description = "Fail if fewer faults are named first.")
  private double required;

  @Option(
      names = "--table",
      paramLabel = "FILE",
      description = "Write the table there too, as Markdown.")
  private Path table;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Trainings at once, each on one thread. Default: one for each processor.")
  private Integer jobs;

  /** Made by the command line. */
  public FaultBenchCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (seeds != null && seeds < 1 || jobs != null && jobs < 1 || firstSeed < 1) {
      throw new IllegalArgumentException("--seeds, --first-seed and --jobs must be 1 or more");
    }
    Bench bench =
        new Bench(output, jobs == null ? Runtime.getRuntime().availableProcessors() : jobs, out);
    List<Trial> trials = trials();
    Map<Trial, TrialOutcome> outcomes = judgeOnly ? bench.read(trials) : bench.run(trials, resume);
    if (outcomes.isEmpty()) {
      throw new IllegalArgumentException(
          output + " holds no run of the benchmark; leave out --judge-only");
    }
    Map<Planted, HarmComparison.Result> harm = HarmComparison.of(outcomes);
    Map<String, List<Judged>> judged = new LinkedHashMap<>();
    for (Judge judge : judges()) {
      judged.put(judge.name(), judge(judge, outcomes, harm));
    }
    List<Judged> doctors = judged.values().iterator().next();
    if (misses) {
      listMisses(out, List.copyOf(outcomes.keySet()), doctors);
    }
    String text = new FaultTable(judged, harm).markdown();
    out.println(text);
    out.flush();
    write(text);
    return new Scores(doctors).first().value() * 100 < required ? 1 : 0;
  }

  private void listMisses(PrintWriter out, List<Trial> trials, List<Judged> judged) {
    for (int i = 0; i < trials.size(); i++) {
      Judged run = judged.get(i);
      if (run.healthy() ? run.alarmed() : run.harmful() && !run.first()) {
        out.printf(
            Locale.ROOT,
            "%s: %s%n    %s%n",
            trials.get(i),
            run.opinions().stream()
                .map(opinion -> opinion.text() + (opinion.alarm() ? "" : " (note)"))
                .toList(),
            trials.get(i).in(output));
      }
    }
    out.println();
  }

  static List<Judge> judges() {
    return List.of(new DoctorJudge(), new SageMakerRules(), new UmlautRules());
  }

  private List<Trial> trials() {
    boolean full = preset == Preset.FULL;
    List<Half> halves =
        switch (half == null ? (full ? Halves.BOTH : Halves.TEST) : half) {
          case DEV -> List.of(Half.DEV);
          case TEST -> List.of(Half.TEST);
          case BOTH -> List.of(Half.DEV, Half.TEST);
        };
    List<Fault> faults =
        Faults.all().stream()
            .filter(
                fault ->
                    fault.name().contains(only)
                        || fault.expected().stream().anyMatch(name -> name.contains(only)))
            .toList();
    if (faults.isEmpty()) {
      throw new IllegalArgumentException(
          "no fault is named '"
              + only
              + "'; there are "
              + Faults.all().stream().map(Fault::name).toList());
    }
    List<FaultSeverity> severities =
        full ? List.of(FaultSeverity.values()) : List.of(FaultSeverity.SEVERE);
    List<Trial> trials = new ArrayList<>();
    for (Half each : halves) {
      int count = seeds == null ? (full ? 3 : 1) : seeds;
      trials.addAll(
          Trials.of(each, faults, severities, firstSeed, count, full ? 3 * count : count));
    }
    return trials;
  }

  private static List<Judged> judge(
      Judge judge, Map<Trial, TrialOutcome> outcomes, Map<Planted, HarmComparison.Result> harm) {
    List<Judged> judged = new ArrayList<>();
    outcomes.forEach(
        (trial, outcome) ->
            judged.add(
                new Judged(
                    trial.configuration().half().name(),
                    trial.isHealthy() ? null : trial.fault().name(),
                    trial.isHealthy() ? null : trial.severity().name(),
                    trial.isHealthy() ? List.of() : trial.fault().expected(),
                    !trial.isHealthy() && harm.get(Planted.of(trial)).harmful(),
                    judge.examine(outcome.record()))));
    return judged;
  }

  private void write(String text) throws IOException {
    if (table != null) {
      try {
        AtomicFile.write(table, text);
      } catch (IOException e) {
        throw new IOException("cannot write " + table + ": " + e.getMessage(), e);
      }
    }
  }
}
