package dev.limpid.cli;

import dev.limpid.cli.curve.LearningCurveCommand;
import dev.limpid.cli.program.Program;
import dev.limpid.cli.study.StudyCommand;
import dev.limpid.cli.sweep.SweepCommand;
import dev.limpid.cli.treat.RangeCommand;
import dev.limpid.cli.treat.TreatCommand;
import dev.limpid.insight.run.RunRecord;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The main class of {@code limpid.jar}: it only holds the commands. */
@Command(
    name = "limpid",
    version = "Limpid " + RunRecord.Machine.LIMPID,
    description = "Trains convolutional networks so that the training can be seen through.",
    subcommands = {
      TrainCommand.class,
      DiagnoseCommand.class,
      CompareCommand.class,
      TreatCommand.class,
      RangeCommand.class,
      LearningCurveCommand.class,
      SweepCommand.class,
      ExamineCommand.class,
      MendCommand.class,
      ConvertCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      LookCommand.class,
      ServeCommand.class,
      SummaryCommand.class,
      ExportDataCommand.class,
      ContactSheetCommand.class,
      StudyCommand.class
    })
public final class Limpid extends Program {
  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Say which JVM, kernels and threads run.")
  private boolean verbose;

  private Limpid() {}

  boolean isVerbose() {
    return verbose;
  }

  /**
   * Runs one command.
   *
   * @param out the result; a stream of it that takes no more makes the command fail
   * @param err one line for whatever goes wrong
   * @param args of the command line
   * @return the exit code: 0, 1 if it failed, 2 if the command line was wrong
   */
  public static int run(PrintWriter out, PrintWriter err, String... args) {
    return new Limpid().execute(out, err, args);
  }

  /** The main method of the executable jar. */
  public static void main(String[] args) {
    new Limpid().launch(args);
  }
}
