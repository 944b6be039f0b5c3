package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFileException;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Where a training is, beside network and optimizer: what a checkpoint of it holds. */
final class TrainingState {
  final Progress progress = new Progress();

  /** Of the epoch at hand. */
  Metrics running;

  /** Of the call of {@link Trainer#fit} at hand. */
  History history = new History();

  /** Null without. */
  EarlyStopping stopping;

  /** Null without. */
  Plateau plateau;

  /** Null without. */
  AveragedWeights averaged;

  /** Null where each batch is a step. */
  GradientSum gradientSum;

  private final Network network;
  private final Optimizer optimizer;
  private final TrainerSettings settings;
  private final TrainedLayers layers = new TrainedLayers();
  private RunImages images;

  /** The checkpoint from which {@link #begin} goes on; null for none. */
  private Checkpoint resumed;

  TrainingState(Network network, Optimizer optimizer, TrainerSettings settings) {
    this.network = network;
    this.optimizer = optimizer;
    this.settings = settings;
  }

  /** {@link Trainer#save}. */
  void save(Path file, Map<String, String> metadata) throws IOException {
    List<Parameter> parameters = network.parameters();
    Checkpoint checkpoint = Checkpoint.toBeWritten(file);
    settings.ofCheckpoint().forEach(checkpoint::put);
    checkpoint.put("averaging of weights", nameOf(averaged));
    checkpoint.put("reducing on a plateau", nameOf(plateau));
    progress.put(checkpoint);
    if (progress.steps > 0) {
      checkpoint.put("sums", DoubleStream.of(running.sums()).<Object>mapToObj(n -> n).toList());
    }
    checkpoint.put("history", HistoryState.of(history));
    checkpoint.putNetwork(network);
    layers.put(checkpoint, network);
    checkpoint.putOptimizer(optimizer, parameters);
    if (stopping != null) {
      stopping.put(checkpoint);
    }
    if (plateau != null) {
      plateau.put(checkpoint);
    }
    if (averaged != null) {
      averaged.put(checkpoint);
    }
    if (gradientSum != null) {
      gradientSum.put(checkpoint);
    }
    if (images != null) {
      images.put(checkpoint);
    }
    checkpoint.write(network, metadata);
  }

  /** {@link Trainer#resume}. */
  void resume(Path file) throws IOException {
    List<Parameter> parameters = network.parameters();
    Checkpoint checkpoint = Checkpoint.read(file);
    for (Map.Entry<String, Object> setting : settings.ofCheckpoint().entrySet()) {
      checkpoint.require(setting.getKey(), setting.getValue());
    }
    checkpoint.require("averaging of weights", nameOf(averaged));
    checkpoint.require("reducing on a plateau", nameOf(plateau));
    layers.read(checkpoint, network);
    checkpoint.readNetwork(network);
    checkpoint.readOptimizer(optimizer, parameters);
    if (averaged != null) {
      averaged.read(checkpoint);
    }
    if (gradientSum != null) {
      gradientSum.read(checkpoint);
    }
    if (plateau != null) {
      plateau.read(checkpoint);
    }
    progress.read(checkpoint);
    history = HistoryState.read(checkpoint.value("history"));
    resumed = checkpoint;
  }

  private static String nameOf(Object part) {
    return part == null ? "none" : part.toString();
  }

  /** Whether {@link #begin} goes on from a checkpoint. */
  boolean isResumed() {
    return resumed != null;
  }

  /**
   * From the beginning, or from where a checkpoint is.
   *
   * @throws IllegalArgumentException if that is of a training on other images
   */
  void begin(Dataset training, Dataset validation) {
    RunImages those =
        new RunImages(training, validation, settings.objective.task() == Loss.Task.CLASSIFICATION);
    if (resumed != null) {
      those.require(resumed);
    }
    images = those;
    stopping =
        settings.patience == 0
            ? null
            : new EarlyStopping(network, settings.monitor, settings.patience);
    if (resumed == null) {
      progress.epochsOfFit = 0;
      history = new History();
      layers.start(network);
      return;
    }
    try {
      if (stopping != null) {
        stopping.read(resumed);
      }
      if (progress.steps > 0) {
        running = newMetrics();
        running.goOnFrom(resumed.numbers("sums", 4));
      }
    } catch (ModelFileException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    resumed = null;
  }

  /** Figures of an epoch that begins. */
  Metrics newMetrics() {
    return Metrics.running(settings.objective.task(), network.outputShape().size(), settings.topK);
  }
}
