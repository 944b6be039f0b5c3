package dev.limpid.cli;

import dev.limpid.cli.recipe.FolderLock;
import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.RunWriter;
import dev.limpid.cli.recipe.TrainingOptions;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
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

  @Option(
      names = "--force",
      description = "Replace an earlier run in the folders, once this one has an epoch.")
  private boolean force;

  @Mixin private TensorBoardOptions tensorBoard;
  @Mixin private ComputeOptions computeOptions;
  @Mixin private TrainingOptions options;

  @Override
  @SuppressWarnings("try") // a lock is only held
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    Recipe recipe = Recipe.of(TrainingOptions.given(spec.commandLine().getParseResult()));
    recipe.requireOutsideOfImages(output, "--output");
    if (tensorBoard.folder() != null) {
      recipe.requireOutsideOfImages(tensorBoard.folder(), "--tensorboard");
    }
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    try (RunWriter writer = RunWriter.open(output, force);
        FolderLock events = tensorBoard.prepare(force, writer.lock());
        TensorBoardEvents board = tensorBoard.open()) {
      RunRecord run =
          recipe
              .training(compute)
              .interactive(Terminal.isInteractive())
              .watch(
                  (trainer, observation) -> {
                    if (board != null) {
                      board.connect(trainer, observation, recipe.settings());
                    }
                  })
              .run(writer, out);
      if (run.state() == RunRecord.State.FAILED) {
        String kept = writer.holdsEarlier() ? "; " + output + " still holds the earlier run" : "";
        throw new UserException(run.problem() + kept);
      }
      ShortFindings.print(new Doctor().diagnose(run), output, out);
      tellWhatNow(out, new RunFolder(output), recipe, run);
      return 0;
    }
  }

  private void tellWhatNow(PrintWriter out, RunFolder folder, Recipe recipe, RunRecord run) {
    out.println();
    out.println(Wrapped.text("Done. " + saved(run.epochs(), recipe.keepsBest())));
    out.println("  report    " + folder.report());
    out.println("  figures   " + folder.historyCsv() + ", " + folder.historyJson());
    out.println("  model     " + folder.model());
    out.println("Next:");
    StringBuilder images = new StringBuilder();
    recipe
        .imageSettings()
        .forEach(
            (name, value) ->
                images.append(
                    value.equals(true)
                        ? " --" + name
                        : " --" + name + " " + Terminal.word(Path.of(String.valueOf(value)))));
    out.println(
        "  " + Terminal.command() + " evaluate" + images + " " + Terminal.word(folder.model()));
    out.println(
        "  " + Terminal.command() + " predict --model " + Terminal.word(folder.model()) + " IMAGE");
    if (tensorBoard.folder() != null) {
      out.println("  tensorboard --logdir " + Terminal.word(tensorBoard.folder()));
    }
    out.flush();
  }

  /** Which epoch has the best loss, and which one the model is of. */
  static String saved(List<EpochFigures> epochs, boolean keepsBest) {
    EpochFigures last = epochs.get(epochs.size() - 1);
    EpochFigures best =
        epochs.stream()
            .filter(EpochFigures::validated)
            .min(Comparator.comparingDouble(EpochFigures::validationLoss))
            .orElse(null);
    if (best == null) {
      return "The saved model is of epoch " + last.epoch() + ".";
    }
    String text =
        String.format(
            Locale.ROOT,
            "Best validation loss %.4f in epoch %d; ",
            best.validationLoss(),
            best.epoch());
    if (keepsBest || best == last) {
      return text + "the saved model is of that epoch.";
    }
    return text
        + String.format(
            Locale.ROOT,
            "the saved model is of epoch %d, with %.4f (--early-stopping keeps the best).",
            last.epoch(),
            last.validationLoss());
  }
}
