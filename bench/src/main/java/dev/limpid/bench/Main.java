package dev.limpid.bench;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Compute;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the benchmarks with JMH's own options, leaves out what this machine can't run, and prints
 * GFLOP/s beside the times.
 *
 * <pre>
 * java --add-modules jdk.incubator.vector -jar bench/target/benchmarks.jar
 * ... -jar bench/target/benchmarks.jar forward -p layer=CONV2,CONV6 -p kernel=im2col/vector -p batch=128
 * </pre>
 */
public final class Main {
  private Main() {}

  /** Takes JMH's arguments; {@code -h} lists them. */
  public static void main(String[] args) throws Exception {
    CommandLineOptions asked;
    try {
      asked = new CommandLineOptions(args);
    } catch (CommandLineOptionException e) {
      System.err.println(e.getMessage());
      System.exit(1);
      return;
    }
    if (asked.shouldHelp()
        || asked.shouldList()
        || asked.shouldListWithParams()
        || asked.shouldListProfilers()
        || asked.shouldListResultFormats()) {
      org.openjdk.jmh.Main.main(args);
      return;
    }
    run(asked);
  }

  /** Runs what was asked for and returns the results, as JMH gives them. */
  static Collection<RunResult> run(CommandLineOptions asked) throws RunnerException {
    String[] kernels = usable(asked.getParameter("kernel").orElse(Kernel.all()));
    if (kernels.length == 0) {
      throw new IllegalArgumentException("none of the kernels asked for can be run here");
    }
    System.out.println("Threads: " + Compute.standard().parallel().threads());
    Collection<RunResult> results =
        new Runner(new OptionsBuilder().parent(asked).param("kernel", kernels).build()).run();
    System.out.print(GflopsTable.of(results));
    return results;
  }

  private static String[] usable(Collection<String> kernels) {
    List<String> usable = new ArrayList<>();
    for (String kernel : kernels) {
      try {
        Kernel.parse(kernel).on(SeedLayer.CONV2.geometry(), Parallel.serial());
        usable.add(kernel);
      } catch (RuntimeException | LinkageError e) {
        System.out.println("Skipped " + kernel + ": " + e.getMessage());
      }
    }
    return usable.toArray(String[]::new);
  }
}
