package dev.limpid.cli.program;

import dev.limpid.core.compute.VectorJvm;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * A program with commands, each a sub-command that picocli finds in the annotation of a class that
 * extends this one, or without any, where that class overrides {@link #call}. Whatever goes wrong
 * is told in one line, headed by the program's name, and ends it with an exit code: 0, 1 if the
 * command failed, 2 if the command line was wrong.
 */
@Command(mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
public abstract class Program implements Callable<Integer> {
  private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

  @Spec private CommandSpec spec;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a failure.")
  private boolean debug;

  /** For the classes that extend this one. */
  protected Program() {}

  /**
   * Says that a command is missing; in a program without commands, does what it is for.
   *
   * @return the exit code
   */
  @Override
  public Integer call() throws Exception {
    throw new ParameterException(spec.commandLine(), "Missing command");
  }

  /**
   * Runs one command.
   *
   * @param out the result; a stream of it that takes no more makes the command fail
   * @param err one line for whatever goes wrong
   * @param args of the command line
   * @return the exit code
   */
  public final int execute(PrintWriter out, PrintWriter err, String... args) {
    PrintWriter plainOut = new PrintWriter(new PlainWriter(out), true);
    PrintWriter plainErr = new PrintWriter(new PlainWriter(err), true);
    CommandLine line =
        new CommandLine(this)
            .setOut(plainOut)
            .setErr(plainErr)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExpandAtFiles(false) // an image may be called @1.png
            .setParameterExceptionHandler(Program::wrongCommandLine)
            .setExecutionExceptionHandler((problem, command, result) -> tell(problem, plainErr));
    int exitCode;
    try {
      exitCode = line.execute(args);
    } catch (Error problem) {
      exitCode = tell(problem, plainErr);
    }
    plainOut.flush();
    plainErr.flush();
    if (exitCode == 0 && out.checkError()) {
      err.println(
          name() + ": the output could not be written: the disc is full, or nobody reads it");
      return 1;
    }
    return exitCode;
  }

  /**
   * The body of {@code main}: runs one command, in a JVM with the Vector API where there is one,
   * and ends the JVM with its exit code.
   *
   * @param args of the command line
   */
  protected final void launch(String... args) {
    if (System.getProperty(LOG_FORMAT) == null) {
      System.setProperty(LOG_FORMAT, "warning: %5$s%n"); // and no date in the locale
    }
    // Another JVM would be given '?', and write into a folder of that name.
    Optional<String> wrong =
        Arguments.unreadable(args, System.getProperty("sun.jnu.encoding", "UTF-8"))
            .or(() -> Arguments.empty(args));
    if (wrong.isPresent()) {
      System.err.println(name() + ": " + wrong.get());
      System.exit(2);
    }
    try {
      VectorJvm.relaunch(getClass(), args);
    } catch (OutOfMemoryError e) {
      System.err.println(name() + ": " + Failure.oneLine(e)); // of threads too
      Runtime.getRuntime().halt(1);
    } catch (IllegalArgumentException e) {
      System.err.println(name() + ": " + Failure.oneLine(e));
      System.exit(1);
    }
    PrintWriter out = new PrintWriter(System.out, true);
    PrintWriter err = new PrintWriter(System.err, true);
    System.exit(execute(out, err, args));
  }

  private String name() {
    return getClass().getAnnotation(Command.class).name();
  }

  private int tell(Throwable problem, PrintWriter err) {
    if (debug) {
      problem.printStackTrace(err);
    }
    err.println(name() + ": " + Failure.oneLine(problem));
    return 1;
  }

  private static int wrongCommandLine(ParameterException problem, String[] args) {
    CommandLine command = problem.getCommandLine();
    String program = command.getCommandSpec().root().name();
    command.getErr().println(program + ": " + Failure.oneLine(problem));
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return 2;
  }
}
