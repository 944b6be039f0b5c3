package dev.limpid.cli;

import dev.limpid.insight.Observation;
import dev.limpid.report.tensorboard.EventWriter;
import dev.limpid.report.tensorboard.TensorBoardListener;
import dev.limpid.train.Epoch;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The events of a training in a folder. Where that holds events of an earlier run, which
 * TensorBoard would mix with the new ones, they stay until this run has an epoch; what is to be
 * written before then waits.
 */
final class TensorBoardEvents implements TrainingListener, AutoCloseable {
  private final Path folder;
  private final List<Path> earlier;
  private final List<Consumer<TensorBoardListener>> waiting = new ArrayList<>();
  private TensorBoardListener board;

  private TensorBoardEvents(Path folder, List<Path> earlier) {
    this.folder = folder;
    this.earlier = earlier;
  }

  /**
   * The events of a new run; files are made at once if there are none of an earlier one.
   *
   * @throws IOException if the folder can't be read, or files can't be made
   */
  static TensorBoardEvents open(Path folder) throws IOException {
    TensorBoardEvents events = new TensorBoardEvents(folder, earlier(folder));
    if (events.earlier.isEmpty()) {
      events.board = TensorBoardListener.open(folder);
    }
    return events;
  }

  /** The event files that are in a folder. */
  static List<Path> earlier(Path folder) throws IOException {
    List<Path> earlier = new ArrayList<>();
    for (Path run : TensorBoardListener.folders(folder)) {
      if (Files.isDirectory(run)) {
        try (DirectoryStream<Path> files =
            Files.newDirectoryStream(run, EventWriter.PREFIX + "*")) {
          files.forEach(earlier::add);
        }
      }
    }
    return earlier;
  }

  /** Listens to a training, behind its observation, which publishes the run. */
  void connect(Trainer trainer, Observation observation, Map<String, Object> settings) {
    write(to -> to.settings(settings));
    trainer.listen(this);
    observation
        .onGap(gap -> write(to -> to.gap(gap)))
        .onHealth(health -> write(to -> to.health(health)));
  }

  @Override
  public void onStart(Plan plan) {
    write(to -> to.onStart(plan));
  }

  @Override
  public void onEpoch(Epoch epoch) {
    write(to -> to.onEpoch(epoch));
    if (board == null) {
      replaceEarlier();
    }
  }

  private void replaceEarlier() {
    try {
      for (Path events : earlier) {
        Files.deleteIfExists(events);
      }
      board = TensorBoardListener.open(folder);
    } catch (IOException e) {
      throw TensorBoardOptions.cannotWrite(folder, e);
    }
    waiting.forEach(each -> each.accept(board));
    waiting.clear();
  }

  private void write(Consumer<TensorBoardListener> what) {
    if (board == null) {
      waiting.add(what);
    } else {
      what.accept(board);
    }
  }

  @Override
  public void close() {
    if (board != null) {
      board.close();
    }
  }
}
