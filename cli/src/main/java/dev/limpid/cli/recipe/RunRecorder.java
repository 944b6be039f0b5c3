package dev.limpid.cli.recipe;

import dev.limpid.layers.Network;
import dev.limpid.train.Epoch;
import dev.limpid.train.History;
import dev.limpid.train.HistoryFiles;
import dev.limpid.train.TrainingListener;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Writes history and model after every epoch, so that a stop loses little; an {@link
 * dev.limpid.insight.Observation} that comes behind publishes them with its record.
 */
final class RunRecorder implements TrainingListener {
  private final RunWriter run;
  private final Network network;
  private final List<String> classNames;
  private final Map<String, Object> settings;
  private final History history = new History();

  RunRecorder(
      RunWriter run, Network network, List<String> classNames, Map<String, Object> settings) {
    this.run = run;
    this.network = network;
    this.classNames = classNames;
    this.settings = settings;
  }

  /** From now on the folder holds a run, which another one must not overwrite. */
  @Override
  public void onStart(Plan plan) {
    try {
      HistoryFiles.writeJson(history, settings, classNames, run.staged().historyJson());
    } catch (IOException e) {
      throw run.folder().cannotWrite(e);
    }
  }

  @Override
  public void onEpoch(Epoch epoch) {
    history.add(epoch);
    try {
      HistoryFiles.writeCsv(history, run.staged().historyCsv());
      HistoryFiles.writeJson(history, settings, classNames, run.staged().historyJson());
    } catch (IOException e) {
      throw run.folder().cannotWrite(e);
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
      Classifier.write(network, classNames, settings, run.staged().model());
    } catch (IOException e) {
      throw run.folder().cannotWrite(e);
    }
  }
}
