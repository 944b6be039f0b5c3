package dev.limpid.bench.faults;

import dev.limpid.bench.faults.score.DoctorJudge;
import dev.limpid.bench.faults.score.Judge;
import dev.limpid.bench.faults.score.Judged;
import dev.limpid.bench.faults.score.SageMakerRules;
import dev.limpid.bench.faults.score.Share;
import dev.limpid.bench.faults.score.UmlautRules;
import dev.limpid.cli.program.OptionRange;
import dev.limpid.cli.recipe.OutputFile;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.files.IdxFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code fault-bench}: plants faults into healthy trainings, and counts how many are named. */
@Command(
    name = "fault-bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Draws trainings by their seeds, runs each as it is and with a fault, and counts how often"
            + " the doctor names it.")
public final class FaultBenchCommand implements Callable<Integer> {
  private static final int CHARACTERS_OF_A_CLASS = 200;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "The first seed. Thresholds are chosen with seeds below 1,000; a report is of fresh ones"
              + " above. Default: ${DEFAULT-VALUE}.")
  private long firstSeed;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "How many seeds, each a training as it is and with a fault; some five seconds on two"
              + " cores."
              + " Default: ${DEFAULT-VALUE}.")
  private int count;

  @Option(
      names = "--only-seed",
      paramLabel = "N",
      description =
          "Train this one of the seeds alone, with the fault whose turn it then is among all: a job"
              + " of a cluster, of many that share the folder.")
  private Long onlySeed;

  @Option(
      names = "--fault",
      paramLabel = "NAME",
      description = "Only faults whose name, or expected finding, contains this.")
  private String only = "";

  @Option(
      names = "--digits",
      paramLabel = "DIR",
      description = "Folder of IDX files such as MNIST's, for settings with scanned digits.")
  private Path digits;

  @Option(
      names = "--many-classes",
      description =
          "Draw each training with 30 classes or more, as a fifth of those from seed 9,001 on"
              + " are.")
  private boolean manyClasses;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "fault-bench",
      description =
          "Folder for the record of each run, which 'diagnose' reads; what it holds is not run"
              + " again. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(
      names = "--judge-only",
      description = "Train nothing; judge what is in the folder, with the thresholds of now.")
  private boolean judgeOnly;

  @Option(
      names = "--misses",
      description = "List the runs whose fault is not named first, and the false alarms.")
  private boolean misses;

  @Option(
      names = "--treat",
      description =
          "Repeat each training in which a setting is found to be wrong with what is proposed"
              + " instead, and count how often the loss in use became lower.")
  private boolean treat;

  @Option(
      names = "--require",
      paramLabel = "PERCENT",
      description = "Fail if fewer faults are named first, or none is harmful.")
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
    check();
    List<Judge> judges = judges();
    Bench bench =
        new Bench(
            output, judges, jobs == null ? Runtime.getRuntime().availableProcessors() : jobs, out);
    Optional<Dataset> scanned =
        Optional.ofNullable(digits).map(folder -> IdxFiles.readFolder(folder).training());
    Settings settings = new Settings(new Images(scanned, CHARACTERS_OF_A_CLASS), manyClasses);
    List<Pair> pairs =
        judgeOnly
            ? Trials.kept(settings, faults(), firstSeed, count, output)
            : Trials.of(settings, faults(), firstSeed, count);
    if (onlySeed != null) {
      pairs = pairs.stream().filter(pair -> pair.healthy().seed() == onlySeed).toList();
    }
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          output + " holds no run of these seeds; leave out --judge-only");
    }
    List<Verdict> verdicts = bench.run(pairs);
    if (misses) {
      listMisses(out, verdicts);
    }
    FaultTable result = new FaultTable(judges, verdicts);
    String text =
        result.markdown() + (treat ? new TreatedTable(bench.treat(pairs)).markdown() : "");
    out.println(text);
    out.flush();
    write(text);
    Share first = result.scores(0).first();
    if (!reaches(first, required)) {
      throw new IllegalStateException(
          "named first: " + first.withInterval() + "; --require asks for " + required + " %");
    }
    return 0;
  }

  /** None of none reaches nothing but 0. */
  static boolean reaches(Share share, double percent) {
    return percent == 0 || 100 * share.value() >= percent;
  }

  /** So that no training is made in vain. */
  private void check() {
    OptionRange.atLeast(spec, "--count", count, 1);
    OptionRange.atLeast(spec, "--first-seed", firstSeed, 1);
    if (jobs != null) {
      OptionRange.atLeast(spec, "--jobs", jobs, 1);
    }
    if (onlySeed != null) {
      OptionRange.within(spec, "--only-seed", onlySeed, firstSeed, firstSeed + count - 1);
    }
    if (!(required >= 0 && required <= 100)) {
      throw new ParameterException(
          spec.commandLine(), "--require must be from 0 to 100, but is " + required);
    }
    if (digits != null && !Files.isDirectory(digits)) {
      throw new IllegalArgumentException(
          "there is no folder " + digits + "; name one of IDX files with --digits");
    }
    if (!judgeOnly) {
      Compute.standard(); // tells what is wrong with its properties
    }
    if (table != null) {
      OutputFile.requireWritable(table, "--table");
    }
    if (!judgeOnly) {
      RunFolder.requireWritable(output, "output", "--output");
    }
  }

  private void listMisses(PrintWriter out, List<Verdict> verdicts) {
    for (Verdict verdict : verdicts) {
      verdict.healthy().stream()
          .limit(1)
          .filter(Judged::alarmed)
          .forEach(judged -> list(out, verdict.pair().healthy(), judged));
      verdict.faulty().stream()
          .limit(1)
          .filter(judged -> judged.harmful() && !judged.first())
          .forEach(judged -> list(out, verdict.pair().faulty().orElseThrow(), judged));
    }
    out.println();
  }

  private void list(PrintWriter out, Trial trial, Judged judged) {
    out.printf(
        Locale.ROOT,
        "%s%n    said: %s%n    %s%n",
        trial,
        judged.opinions().stream()
            .map(opinion -> opinion.text() + (opinion.alarm() ? "" : " (note)"))
            .toList(),
        trial.in(output));
  }

  static List<Judge> judges() {
    return List.of(new DoctorJudge(), new SageMakerRules(), new UmlautRules());
  }

  private List<Fault> faults() {
    List<Fault> faults =
        Faults.all().stream()
            .filter(
                fault ->
                    fault.name().contains(only)
                        || fault.expected().stream().anyMatch(name -> name.contains(only)))
            .toList();
    if (faults.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no fault is named '"
              + only
              + "'; there are "
              + Faults.all().stream().map(Fault::name).toList());
    }
    return faults;
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
