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
 * java -jar bench/target/limpid-bench.jar fault-bench
 * java -jar bench/target/limpid-bench.jar verify --golden DIR
 * java -jar bench/target/limpid-bench.jar soak
 * java -jar bench/target/limpid-bench.jar jmh
 * java -jar bench/target/limpid-bench.jar shapes
 * java -jar bench/target/limpid-bench.jar serve-load
 * </pre>
 */
@Command(
    name = "limpid-bench",
    description =
        "Planted faults, reference cases, long runs, JMH benchmarks, served models, and layers of many"
            + " shapes.",
    subcommands = {
      FaultBenchCommand.class,
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
