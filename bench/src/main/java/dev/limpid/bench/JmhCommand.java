package dev.limpid.bench;

import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.JvmOptions;
import dev.limpid.core.compute.Kernels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Unmatched;

/**
 * {@code jmh}: runs the benchmarks with JMH's own options, leaves out what this machine can't run,
 * measures the peak in the same run, and prints GFLOP/s and the share of the peak beside the times.
 *
 * <pre>
 * java -jar bench/target/limpid-bench.jar jmh --quick
 * ... jmh Convolution.*forward -p layer=CONV2,CONV6 -p kernel=im2col/vector
 * </pre>
 *
 * <p>{@code --quick} takes short times, four of the layers, and the fastest matrix product alone;
 * {@code --markdown FILE} writes the tables to a file too.
 */
@Command(
    name = "jmh",
    description = "Measures kernels, layers and steps; takes JMH's options, which -h lists.")
public final class JmhCommand implements Callable<Integer> {
  private static final String[] ALL = {
    "GemmBenchmark",
    "ConvolutionBenchmark",
    "LayerBenchmark",
    "StepProductsBenchmark",
    "TrainingBenchmark",
    "InferenceBenchmark"
  };
  private static final String[] QUICK = {
    "GemmBenchmark.forward",
    "ConvolutionBenchmark.forward",
    "LayerBenchmark",
    "TrainingBenchmark",
    "InferenceBenchmark"
  };

  /** What the annotations say too, which options given here replace. */
  private static final String[] JVM = {
    "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"
  };

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(names = "--help", usageHelp = true, description = "This; -h lists JMH's own options.")
  private boolean help;

  @Option(names = "--quick", description = "Short times, four layers, the fastest product.")
  private boolean quick;

  @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables there too.")
  private Path markdown;

  @Unmatched private List<String> rest = new ArrayList<>();

  private JmhCommand() {}

  @Override
  public Integer call() throws Exception {
    CommandLineOptions asked = JmhOptions.read(spec, rest);
    if (asked.shouldHelp()
        || asked.shouldList()
        || asked.shouldListWithParams()
        || asked.shouldListProfilers()
        || asked.shouldListResultFormats()) {
      org.openjdk.jmh.Main.main(rest.toArray(String[]::new));
      return 0;
    }
    Collection<BenchmarkListEntry> wanted = benchmarks(asked);
    checkParameters(wanted, asked);
    JmhOptions.requireUsable(spec, asked);
    MarkdownReport report = new MarkdownReport(markdown);
    int threads = Compute.standard().parallel().threads();
    report.machine();
    Collection<RunResult> results = run(asked, quick);
    report.add(
        "Kernels",
        "On " + threads + " threads. GFLOP/s are those of the direct algorithm.",
        ResultsTable.of(results));
    report.write();
    List<String> failed =
        new ArrayList<>(wanted.stream().map(BenchmarkListEntry::getUsername).toList());
    results.forEach(result -> failed.remove(result.getParams().getBenchmark()));
    if (!failed.isEmpty()) {
      throw new IllegalStateException(
          "no result of " + String.join(", ", failed) + "; JMH says why above");
    }
    return 0;
  }

  /**
   * Those that were asked for. JMH itself would find the peak at least, which is measured in any
   * case.
   */
  private Collection<BenchmarkListEntry> benchmarks(CommandLineOptions asked) {
    List<String> excludes = asked.getExcludes();
    try {
      Collection<BenchmarkListEntry> found =
          BenchmarkList.defaultList()
              .find(
                  OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT),
                  includes(asked, quick),
                  excludes);
      if (found.isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "no benchmark matches "
                + String.join(", ", includes(asked, quick))
                + (excludes.isEmpty() ? "" : " but not " + String.join(", ", excludes))
                + "; -l lists those that there are");
      }
      return found;
    } catch (PatternSyntaxException e) {
      throw new ParameterException(
          spec.commandLine(), "'" + e.getPattern() + "' is no pattern: " + e.getDescription(), e);
    }
  }

  private void checkParameters(Collection<BenchmarkListEntry> wanted, CommandLineOptions asked) {
    try {
      new JmhParameters(wanted).check(asked, rest);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static List<String> includes(CommandLineOptions asked, boolean quick) {
    List<String> includes = asked.getIncludes();
    return includes.isEmpty() ? List.of(quick ? QUICK : ALL) : includes;
  }

  /** Runs what was asked for, and the peak, and returns the results as JMH gives them. */
  static Collection<RunResult> run(CommandLineOptions asked, boolean quick) {
    ChainedOptionsBuilder options = new OptionsBuilder().parent(asked);
    List<String> jvm = new ArrayList<>(List.of(JVM));
    jvm.addAll(JvmOptions.forTraining());
    jvm.addAll(asked.getJvmArgsAppend().orElse(List.of()));
    options.jvmArgsAppend(jvm.toArray(String[]::new));
    includes(asked, quick).forEach(options::include);
    options.param("kernel", kernels(asked, quick)).param("gemm", gemms(asked, quick));
    if (hasVectorApi()) {
      int threads = Compute.standard().parallel().threads();
      options.include("PeakBenchmark");
      Collection<String> counts =
          asked
              .getParameter("threads")
              .orElse(threads == 1 ? List.of("1") : List.of("1", "" + threads));
      options.param("threads", counts.toArray(String[]::new));
    }
    if (quick) {
      options.warmupIterations(2).warmupTime(TimeValue.milliseconds(300));
      options.measurementIterations(3).measurementTime(TimeValue.milliseconds(200));
      if (!asked.getParameter("layer").hasValue()) {
        options.param("layer", "CONV2", "CONV4", "CONV6", "CONV8");
      }
      if (!asked.getParameter("shape").hasValue()) {
        options.param("shape", "SQUARE", "CONV2", "CONV4", "CONV6", "CONV8");
      }
    }
    try {
      return new Runner(options.build()).run();
    } catch (RunnerException e) {
      throw new UserException("JMH: " + e.getMessage(), e);
    }
  }

  private static boolean hasVectorApi() {
    try {
      Peak.loop();
      return true;
    } catch (IllegalStateException e) {
      System.out.println("No shares of the peak: " + e.getMessage());
      return false;
    }
  }

  private static String[] gemms(CommandLineOptions asked, boolean quick) {
    List<String> usable = Kernels.available().stream().map(Kernels::name).toList();
    Collection<String> wanted =
        asked.getParameter("gemm").orElse(quick ? usable.subList(0, 1) : usable);
    return wanted.toArray(String[]::new);
  }

  private static String[] kernels(CommandLineOptions asked, boolean quick) {
    List<String> products =
        Kernels.available().stream().map(Kernels::name).limit(quick ? 1 : Long.MAX_VALUE).toList();
    List<String> usable = new ArrayList<>();
    for (String kernel : asked.getParameter("kernel").orElse(Kernel.all(products))) {
      try {
        Kernel parsed = Kernel.parse(kernel);
        String algorithm = parsed.algorithmFor(SeedLayer.CONV2);
        if (algorithm.equals(parsed.algorithm())) {
          usable.add(kernel);
        } else {
          System.out.println("Skipped " + kernel + ": it would be " + algorithm);
        }
      } catch (RuntimeException | LinkageError e) {
        System.out.println("Skipped " + kernel + ": " + e.getMessage());
      }
    }
    if (usable.isEmpty()) {
      throw new IllegalArgumentException("none of the kernels asked for can be run here");
    }
    return usable.toArray(String[]::new);
  }
}
