package dev.limpid.bench;

import dev.limpid.bench.faults.FaultBenchCommand;
import dev.limpid.bench.golden.VerifyCommand;
import dev.limpid.bench.soak.SoakCommand;
import dev.limpid.core.compute.VectorJvm;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/**
 * The main class of {@code limpid-bench.jar}: what says how good the library is, and how fast.
 *
 * <pre>
 * java -jar bench/target/limpid-bench.jar fault-bench
 * java -jar bench/target/limpid-bench.jar verify --golden DIR
 * java -jar bench/target/limpid-bench.jar soak
 * java -jar bench/target/limpid-bench.jar jmh
 * </pre>
 */
@Command(
    name = "limpid-bench",
    description = "Planted faults, reference cases, long runs, and JMH benchmarks.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      FaultBenchCommand.class,
      JmhCommand.class,
      SoakCommand.class,
      VerifyCommand.class
    })
public final class Commands implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  private Commands() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /**
   * Runs one command.
   *
   * @return the exit code: 0, 1 if it failed, 2 if the command line was wrong
   */
  static int execute(PrintWriter out, PrintWriter err, String... args) {
    Commands commands = new Commands();
    return new CommandLine(commands)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(
            (problem, given) -> {
              err.println("limpid-bench: " + problem.getMessage());
              err.println(
                  "Try '"
                      + problem.getCommandLine().getCommandSpec().qualifiedName()
                      + " --help'.");
              return 2;
            })
        .setExecutionExceptionHandler(
            (problem, command, result) -> {
              if (commands.debug) {
                problem.printStackTrace(err);
              }
              err.println("limpid-bench: " + problem.getMessage());
              return 1;
            })
        .execute(args);
  }

  /** Runs one command, in a JVM with the Vector API where there is one, and ends this one. */
  public static void main(String[] args) {
    VectorJvm.relaunch(Commands.class, args);
    PrintWriter out = new PrintWriter(System.out, true);
    int exitCode = execute(out, new PrintWriter(System.err, true), args);
    out.flush();
    System.exit(exitCode);
  }
}
