package dev.limpid.cli;

import dev.limpid.cli.curve.LearningCurveCommand;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.study.StudyCommand;
import dev.limpid.cli.treat.RangeCommand;
import dev.limpid.cli.treat.TreatCommand;
import dev.limpid.core.compute.VectorJvm;
import dev.limpid.insight.run.RunRecord;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The command line's top: it only holds the commands and turns failures into one line. */
@Command(
    name = "limpid",
    version = "Limpid " + RunRecord.Machine.LIMPID,
    description = "Trains convolutional networks so that the training can be seen through.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      DiagnoseCommand.class,
      CompareCommand.class,
      TreatCommand.class,
      RangeCommand.class,
      LearningCurveCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      SummaryCommand.class,
      ExportDataCommand.class,
      StudyCommand.class
    })
public final class Limpid implements Runnable {
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Say which JVM, kernels and threads run.")
  private boolean verbose;

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /**
   * Runs one command.
   *
   * @param out the result; a stream of it that takes no more makes the command fail
   * @param err one line for whatever goes wrong
   * @return the exit code: 0, 1 if it failed, 2 if the command line was wrong
   */
  public static int execute(PrintWriter out, PrintWriter err, String... args) {
    int exitCode =
        run(
            new PrintWriter(new PlainWriter(out), true),
            new PrintWriter(new PlainWriter(err), true),
            args);
    if (exitCode == 0 && out.checkError()) {
      err.println("limpid: the output could not be written: the disc is full, or nobody reads it");
      return 1;
    }
    return exitCode;
  }

  private static int run(PrintWriter out, PrintWriter err, String... args) {
    Limpid limpid = new Limpid();
    CommandLine line =
        new CommandLine(limpid)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Limpid::wrongCommandLine)
            .setExecutionExceptionHandler((problem, command, result) -> limpid.tell(problem, err));
    int exitCode;
    try {
      exitCode = line.execute(args);
    } catch (Error problem) {
      exitCode = limpid.tell(problem, err);
    }
    out.flush();
    err.flush();
    return exitCode;
  }

  private int tell(Throwable problem, PrintWriter err) {
    if (debug) {
      problem.printStackTrace(err);
    }
    err.println("limpid: " + Failure.oneLine(problem));
    return 1;
  }

  private static int wrongCommandLine(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    command.getErr().println("limpid: " + Failure.oneLine(problem));
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return 2;
  }

  /**
   * The main method of the executable jar: runs one command, in a JVM with the Vector API where
   * there is one, and ends the JVM with its exit code.
   */
  public static void main(String[] args) {
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "warning: %5$s%n"); // and no date in the locale
    }
    // Another JVM would be given '?', and write into a folder of that name.
    Optional<String> unreadable =
        Arguments.unreadable(args, System.getProperty("sun.jnu.encoding", "UTF-8"));
    if (unreadable.isPresent()) {
      System.err.println("limpid: " + Failure.oneLine(new UserException(unreadable.get())));
      System.exit(2);
    }
    try {
      VectorJvm.relaunch(Limpid.class, args);
    } catch (OutOfMemoryError e) {
      System.err.println("limpid: " + Failure.oneLine(e)); // of threads too
      Runtime.getRuntime().halt(1);
    }
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(execute(out, err, args));
  }
}
