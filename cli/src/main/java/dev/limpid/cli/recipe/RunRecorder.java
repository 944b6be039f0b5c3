package dev.limpid.cli.recipe;

import dev.limpid.layers.io.ModelFileException;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.HistoryFiles;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Writes history, model and, where wanted, a checkpoint after every epoch, so that a stop loses
 * little; an {@link dev.limpid.insight.Observation} that comes behind publishes them with its
 * record.
 */
final class RunRecorder implements TrainingListener {
  private final RunWriter run;
  private final Trainer trainer;
  private final List<String> classNames;
  private final Map<String, Object> settings;
  private boolean checkpoints;
  private int everySteps;

  RunRecorder(
      RunWriter run, Trainer trainer, List<String> classNames, Map<String, Object> settings) {
    this.run = run;
    this.trainer = trainer;
    this.classNames = classNames;
    this.settings = settings;
  }

  /**
   * Makes it write checkpoints.
   *
   * @param steps also after so many steps; 0 for epochs alone
   */
  RunRecorder checkpoints(int steps) {
    checkpoints = true;
    everySteps = steps;
    return this;
  }

  /** From now on the folder holds a run, which another one must not overwrite. */
  @Override
  public void onStart(Plan plan) {
    try {
      HistoryFiles.writeJson(trainer.history(), settings, classNames, run.staged().historyJson());
    } catch (IOException e) {
      throw run.folder().cannotWrite(e);
    }
  }

  @Override
  public void onEpoch(Epoch epoch) {
    writeHistory();
    writeModel();
    if (checkpoints) {
      save(run.staged().checkpoint());
    }
  }

  /** Early stopping goes back to the best epoch's weights. */
  @Override
  public void onEnd(History all) {
    writeModel();
  }

  /** The model stays that of the last epoch; without one, it is of this step. */
  @Override
  public void onStop(History all) {
    if (all.epochs().isEmpty()) {
      writeModel();
    }
    if (checkpoints) {
      save(run.staged().checkpoint());
    }
  }

  /**
   * Writes a checkpoint after every so many steps. It listens behind all that measures, which takes
   * random numbers too. Within the first epoch an earlier run is still in the folder, and stays as
   * it is.
   */
  TrainingListener ofSteps() {
    return new TrainingListener() {
      private long steps;

      @Override
      public void onStep(Step step) {
        if (checkpoints && everySteps > 0 && ++steps % everySteps == 0 && !run.holdsEarlier()) {
          save(run.folder().checkpoint());
        }
      }
    };
  }

  private void writeHistory() {
    try {
      HistoryFiles.writeCsv(trainer.history(), run.staged().historyCsv());
      HistoryFiles.writeJson(trainer.history(), settings, classNames, run.staged().historyJson());
    } catch (IOException e) {
      throw run.folder().cannotWrite(e);
    }
  }

  private void writeModel() {
    try {
      RunModel.write(trainer.network(), classNames, settings, run.staged().model());
    } catch (IOException e) {
      throw run.folder().cannotWrite(e);
    }
  }

  private void save(Path file) {
    try {
      trainer.save(file, RunModel.metadata(classNames, settings));
    } catch (ModelFileException e) {
      throw new UserException(e.getMessage(), e);
    } catch (IOException e) {
      throw run.folder().cannotWrite(e);
    }
  }
}
