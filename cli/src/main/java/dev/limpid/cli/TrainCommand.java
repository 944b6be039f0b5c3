package dev.limpid.cli;

import dev.limpid.cli.recipe.FolderLock;
import dev.limpid.cli.recipe.Recipe;
import dev.limpid.cli.recipe.RunFolder;
import dev.limpid.cli.recipe.RunModel;
import dev.limpid.cli.recipe.RunWriter;
import dev.limpid.cli.recipe.Training;
import dev.limpid.cli.recipe.TrainingOptions;
import dev.limpid.cli.recipe.UserException;
import dev.limpid.cli.text.Wrapped;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Go on with an interrupted run in its folder, with its settings, to the same bits.")
  private Path resume;

  @Option(
      names = "--checkpoint-steps",
      paramLabel = "N",
      description =
          "Write a checkpoint after every N steps too. Default: after every epoch, and when"
              + " stopped.")
  private int checkpointSteps;

  @Option(
      names = "--time-limit",
      paramLabel = "MINUTES",
      description = "Stop after so many minutes; --resume goes on. Default: none.")
  private Double timeLimit;

  @Mixin private TensorBoardOptions tensorBoard;
  @Mixin private ComputeOptions computeOptions;
  @Mixin private TrainingOptions options;

  @Override
  @SuppressWarnings("try") // a lock is only held
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    checkOptions();
    Recipe given =
        resume == null
            ? Recipe.of(TrainingOptions.given(spec.commandLine().getParseResult()))
            : null;
    if (resume == null) {
      given.requireOutsideOfImages(output, "--output");
      if (tensorBoard.folder() != null) {
        given.requireOutsideOfImages(tensorBoard.folder(), "--tensorboard");
      }
    } else {
      output = resume;
    }
    Compute compute = computeOptions.compute();
    computeOptions.explain(compute, limpid.isVerbose(), out);
    try (Interruption interruption = Interruption.begin();
        RunWriter writer =
            resume == null ? RunWriter.open(output, force) : RunWriter.reopen(output);
        FolderLock events = tensorBoard.prepare(force, writer.lock());
        TensorBoardEvents board = tensorBoard.open()) {
      Recipe recipe = resume == null ? given : RunModel.recipe(writer.folder().checkpoint());
      if (resume != null) {
        computeOptions.warnIfOther(compute, RunFolder.record(resume).machine());
      }
      Training training = recipe.training(compute).checkpoints(checkpointSteps);
      RunRecord run =
          (resume == null ? training : training.resumed())
              .interactive(Terminal.isInteractive())
              .watch(
                  (trainer, observation) -> {
                    interruption.stops(trainer);
                    if (timeLimit != null) {
                      trainer.timeBudget(Duration.ofNanos((long) (timeLimit * 60e9) + 1));
                    }
                    if (board != null) {
                      board.connect(trainer, observation, recipe.settings());
                    }
                  })
              .run(writer, out);
      if (run.state() == RunRecord.State.FAILED) {
        String kept = writer.holdsEarlier() ? "; " + output + " still holds the earlier run" : "";
        throw new UserException(run.problem() + kept);
      }
      if (run.state() == RunRecord.State.RUNNING) {
        tellHowToGoOn(out, writer);
        return 0;
      }
      ShortFindings.print(new Doctor().diagnose(run), output, out);
      tellWhatNow(out, new RunFolder(output), recipe, run);
      if (limpid.isVerbose()) {
        out.println("Computed with: " + compute.kernels().description());
      }
      return 0;
    }
  }

  private void checkOptions() {
    if (checkpointSteps < 0) {
      throw new UserException("--checkpoint-steps must be 0 or more, but is " + checkpointSteps);
    }
    if (timeLimit != null && !(timeLimit > 0 && timeLimit < 1e9)) {
      throw new UserException("--time-limit must be above 0, but is " + timeLimit);
    }
    if (resume == null) {
      return;
    }
    List<String> given =
        new ArrayList<>(TrainingOptions.given(spec.commandLine().getParseResult()).keySet());
    for (String name : List.of("output", "force")) {
      if (spec.commandLine().getParseResult().hasMatchedOption("--" + name)) {
        given.add(name);
      }
    }
    if (!given.isEmpty()) {
      throw new UserException(
          "--resume goes on with the run's own settings and folder; leave out --" + given.get(0));
    }
  }

  private void tellHowToGoOn(PrintWriter out, RunWriter writer) {
    if (writer.holdsEarlier()) {
      out.println("Stopped in the first epoch; " + output + " still holds the earlier run.");
    } else {
      out.println("Stopped. The report is of the epochs so far. Go on with:");
      out.println("  " + Terminal.command() + " train --resume " + Terminal.word(output));
    }
    out.flush();
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
