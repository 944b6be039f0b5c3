package dev.limpid.bench;

import dev.limpid.bench.faults.FaultBenchCommand;
import dev.limpid.bench.golden.VerifyCommand;
import dev.limpid.bench.soak.ServeLoadCommand;
import dev.limpid.bench.soak.SoakCommand;
import dev.limpid.cli.program.Program;
import picocli.CommandLine.Command;

/**
 * The main class of {@code limpid-bench.jar}: what says how good the library is, and how fast.
 *
 * <pre>
 * java -jar bench/target/limpid-bench.jar --help
 * java -jar bench/target/limpid-bench.jar fault-bench
 * java -jar bench/target/limpid-bench.jar verify --golden DIR
 * java -jar bench/target/limpid-bench.jar jmh
 * </pre>
 */
@Command(
    name = "limpid-bench",
    description =
        "Planted faults, reference cases, long runs, JMH benchmarks, served models, layers of many"
            + " shapes, and what parts of a training cost.",
    subcommands = {
      BatchCost.class,
      FaultBenchCommand.class,
      FeedingCost.class,
      GapCost.class,
      GraphCost.class,
      JmhCommand.class,
      ServeLoadCommand.class,
      ShapesCommand.class,
      SoakCommand.class,
      VerifyCommand.class
    })
public final class Commands extends Program {
  /** Runs one command, in a JVM with the Vector API where there is one, and ends this one. */
  public static void main(String[] args) {
    new Commands().launch(args);
  }
}
