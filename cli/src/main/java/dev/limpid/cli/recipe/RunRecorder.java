package dev.limpid.cli.recipe;

import dev.limpid.layers.Sequential;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.HistoryFiles;
import dev.limpid.train.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Writes history and model into the run's folder after every epoch, so that a stop loses little.
 */
final class RunRecorder implements TrainingListener {
  private final RunFolder folder;
  private final Sequential network;
  private final List<String> classNames;
  private final Map<String, Object> settings;
  private final History history = new History();

  RunRecorder(
      RunFolder folder, Sequential network, List<String> classNames, Map<String, Object> settings) {
    this.folder = folder;
    this.network = network;
    this.classNames = classNames;
    this.settings = settings;
  }

  /** From now on the folder holds a run, which another one must not overwrite. */
  @Override
  public void onStart(Plan plan) {
    try {
      HistoryFiles.writeJson(history, settings, classNames, folder.historyJson());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  @Override
  public void onEpoch(Epoch epoch) {
    history.add(epoch);
    try {
      HistoryFiles.writeCsv(history, folder.historyCsv());
      HistoryFiles.writeJson(history, settings, classNames, folder.historyJson());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    writeModel();
  }

  /** Early stopping goes back to the best epoch's weights. */
  @Override
  public void onEnd(History all) {
    writeModel();
  }

  private void writeModel() {
    try {
      Classifier.write(network, classNames, settings, folder.model());
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private UserException cannotWrite(IOException problem) {
    return new UserException(
        "cannot write into " + folder.path() + ": " + problem.getMessage(), problem);
  }
}
