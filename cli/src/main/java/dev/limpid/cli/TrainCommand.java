package dev.limpid.cli;

import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.TrainingOptions;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.report.tensorboard.TensorBoardListener;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code train}: trains the network of the question and writes what came of it. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    abbreviateSynopsis = true,
    description = "Trains the network of the question; all defaults are the question's.")
final class TrainCommand implements Callable<Integer> {
  @ParentCommand private Limpid limpid;
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      defaultValue = "limpid-run",
      description = "Folder for history, report and model. Default: ${DEFAULT-VALUE}.")
  private Path output;

  @Option(names = "--force", description = "Overwrite an earlier run in the folders.")
  private boolean force;

  @Mixin private TensorBoardOptions tensorBoard;
  @Mixin private ComputeOptions computeOptions;
  @Mixin private TrainingOptions options;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Recipe recipe = Recipe.of(TrainingOptions.given(spec.commandLine().getParseResult()));
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    tensorBoard.prepare(force);
    RunRecord run;
    try (TensorBoardListener board = tensorBoard.open()) {
      run =
          recipe
              .training(compute)
              .force(force)
              .interactive(Terminal.isInteractive())
              .watch(
                  (trainer, observation) ->
                      TensorBoardOptions.connect(board, trainer, observation, recipe.settings()))
              .run(output, out);
    }
    if (run.state() == RunRecord.State.FAILED) {
      throw new UserException(run.problem());
    }
    ShortFindings.print(new Doctor().diagnose(run), output, out);
    tellWhatNow(out, new RunFolder(output), run);
    return 0;
  }

  private void tellWhatNow(PrintWriter out, RunFolder folder, RunRecord run) {
    run.epochs().stream()
        .filter(EpochFigures::validated)
        .min(Comparator.comparingDouble(EpochFigures::validationLoss))
        .ifPresent(
            best ->
                out.printf(
                    Locale.ROOT,
                    "%nDone. Best validation loss %.4f in epoch %d.%n",
                    best.validationLoss(),
                    best.epoch()));
    out.println("  report    " + folder.report());
    out.println("  figures   " + folder.historyCsv() + ", " + folder.historyJson());
    out.println("  model     " + folder.model());
    out.println("Next:");
    out.println("  java -jar cli/target/limpid.jar evaluate " + folder.model());
    out.println("  java -jar cli/target/limpid.jar predict --model " + folder.model() + " IMAGE");
    if (tensorBoard.folder() != null) {
      out.println("  tensorboard --logdir " + tensorBoard.folder());
    }
    out.flush();
  }
}
