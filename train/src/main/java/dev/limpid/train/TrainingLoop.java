package dev.limpid.train;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The loop of a {@link Trainer}: epochs, and their steps. */
final class TrainingLoop {
  private final Network network;
  private final Optimizer optimizer;
  private final TrainerSettings settings;
  private final TrainingState state;
  private final Progress progress;
  private final List<TrainingListener> listeners;
  private final Watched watched;
  private final Tensor dScores = Tensor.zeros(0);

  private Batch[] turns = {};

  /** The objective whose labels or targets {@link #turns} hold. */
  private Objective ofTurns;

  private volatile boolean stopAsked;
  private boolean stops;
  private long began;

  TrainingLoop(
      Network network,
      Optimizer optimizer,
      TrainerSettings settings,
      TrainingState state,
      List<TrainingListener> listeners) {
    this.network = network;
    this.optimizer = optimizer;
    this.settings = settings;
    this.state = state;
    this.progress = state.progress;
    this.listeners = listeners;
    this.watched = new Watched(listeners);
  }

  /** Stops after the step at hand, from any thread. */
  void stop() {
    stopAsked = true;
  }

  /** Where it is said of a figure that it is not a number. */
  Watched watched() {
    return watched;
  }

  /** {@link Trainer#fit}. */
  History fit(Dataset training, Dataset validation, int epochs) {
    FitChecks checks = new FitChecks(network, settings.objective);
    checks.requireNetwork(!state.isResumed());
    checks.requireFigures(settings.metrics, settings.augmentation);
    checks.requireImages(training, validation);
    if (settings.patience > 0) {
      checks.requireWatched("stopping early", settings.monitor, settings.metrics, validation);
    }
    if (state.plateau != null) {
      checks.requireWatched(
          "reducing on a plateau", state.plateau.monitor(), settings.metrics, validation);
    }
    state.begin(training, validation);
    began = System.nanoTime();
    stops = false;
    Plan plan = plan(training, validation, epochs);
    Map<Layer, long[]> counters = progress.hasBegun() ? counters() : Map.of();
    List<TrainingListener> told = new ArrayList<>();
    try {
      for (TrainingListener listener : listeners) {
        told.add(listener);
        listener.onStart(plan);
      }
      counters.forEach(Layer::restoreCounters);
      return runEpochs(epochs, plan);
    } catch (Throwable problem) {
      told.forEach(listener -> tellFailure(listener, problem));
      throw problem;
    }
  }

  private Plan plan(Dataset training, Dataset validation, int epochs) {
    return new Plan(
            network,
            epochs - progress.epochsOfFit,
            settings.batchSize,
            training,
            validation,
            settings.shuffled,
            settings.seed,
            settings.augmentation,
            recalibrates(),
            optimizer,
            settings.objective,
            null)
        .branching(
            made ->
                new TrainingBranch(made, settings.penalty, settings.accumulated, state.averaged));
  }

  /** What a training that goes on had drawn, before listeners measure it anew. */
  private Map<Layer, long[]> counters() {
    Map<Layer, long[]> counters = new LinkedHashMap<>();
    network.layers(Layer.class).forEach(layer -> counters.put(layer, layer.counters()));
    return counters;
  }

  private static void tellFailure(TrainingListener listener, Throwable problem) {
    try {
      listener.onFailure(problem);
    } catch (Throwable another) {
      if (another != problem) {
        problem.addSuppressed(another);
      }
    }
  }

  private History runEpochs(int epochs, Plan plan) {
    boolean early = state.stopping != null && state.stopping.stops();
    try (TrainingBatches batches = batches(plan)) {
      while (progress.epochsOfFit < epochs && !early && !stops) {
        Epoch epoch = runEpoch(batches, plan);
        if (epoch != null) {
          early = endEpoch(epoch);
          stops = isToStop() && progress.epochsOfFit < epochs && !early;
        }
      }
    }
    stopAsked = false;
    if (stops) {
      listeners.forEach(listener -> listener.onStop(state.history));
      return state.history;
    }
    if (state.averaged != null) {
      state.averaged.show();
    }
    if (state.stopping != null) {
      state.stopping.restore();
    }
    listeners.forEach(listener -> listener.onEnd(state.history));
    return state.history;
  }

  /** Whether to stop early after it. */
  private boolean endEpoch(Epoch epoch) {
    progress.endEpoch();
    state.history.add(epoch);
    Evaluation validation = epoch.validation();
    boolean early = state.stopping != null && state.stopping.stopsAfter(validation);
    if (state.plateau != null) {
      state.plateau.add(validation, optimizer);
    }
    listeners.forEach(listener -> listener.onEpoch(epoch));
    if (state.stopping != null) {
      watched.take("early stopping", settings.monitor, validation, epoch.number());
    }
    if (state.plateau != null) {
      watched.take("reducing the rate", state.plateau.monitor(), validation, epoch.number());
    }
    return early;
  }

  private TrainingBatches batches(Plan plan) {
    int capacity = plan.batches().largest();
    int count = settings.readers == 0 ? 1 : 2;
    if (ofTurns != settings.objective || turns.length < count || turns[0].capacity() < capacity) {
      ofTurns = settings.objective;
      turns = new Batch[count];
      Arrays.setAll(turns, i -> settings.objective.batch("training images", network, capacity));
    }
    return new TrainingBatches(plan, turns, progress.epochs + 1, progress.steps, settings.readers);
  }

  private boolean isToStop() {
    return stopAsked || System.nanoTime() - began > settings.budget;
  }

  /** An epoch, or what is left of it; null if the training stops within. */
  private Epoch runEpoch(TrainingBatches batches, Plan plan) {
    long start = System.nanoTime();
    double before = progress.seconds;
    int number = progress.epochs + 1;
    if (progress.steps == 0) {
      if (state.averaged != null) {
        state.averaged.hide();
      }
      KnownStatistics.moved(network).stream()
          .filter(layer -> layer.averaging().restartsEachEpoch())
          .forEach(BatchNorm::restartAverages);
      state.running = state.newMetrics();
    }
    OptimizerStep update =
        new OptimizerStep(
            network,
            optimizer,
            settings.penalty,
            settings.accumulated,
            state.gradientSum,
            settings.workers == null ? null : new GradientAverage(network, settings.workers));
    while (progress.steps < plan.stepsPerEpoch()) {
      Step done = step(number, batches.next(), plan, update);
      progress.seconds = before + (System.nanoTime() - start) * 1e-9;
      listeners.forEach(listener -> listener.onStep(done));
      stops = isToStop();
      if (stops) {
        return null;
      }
    }
    long trained = System.nanoTime();
    if (state.averaged != null) {
      state.averaged.show();
    }
    if (recalibrates()) {
      int[] order = orderOfRecalibration(plan.training().size());
      BatchNormRecalibration.recalibrate(network, plan.training(), order, settings.batchSize);
    }
    Dataset validation = plan.validation();
    Evaluation evaluation =
        validation == null ? null : evaluator(validation, "validation images").evaluate(validation);
    long validated = System.nanoTime();
    return new Epoch(
        number,
        state.running.loss(),
        state.running.accuracy(),
        state.running.topKAccuracy(),
        evaluation,
        optimizer.learningRate(),
        before + (trained - start) * 1e-9,
        (validated - trained) * 1e-9);
  }

  /** One step: forward, loss, backward, update. */
  private Step step(int epoch, Batch batch, Plan plan, OptimizerStep update) {
    int number = progress.steps + 1;
    Tensor scores = settings.objective.scores(network, batch.x(), Mode.TRAIN);
    double batchLoss = settings.objective.forward(scores, batch, null, dScores);
    if (!Double.isFinite(batchLoss)) {
      throw NonFiniteLossException.of(batchLoss, epoch, number, plan);
    }
    Metrics running = state.running;
    running.add(scores, batch, batchLoss);
    network.backward(dScores);
    Step done = new Step(epoch, number, batchLoss, running.loss(), running.accuracy(), batch);
    listeners.forEach(listener -> listener.onBackward(done));
    boolean changed = update.take(batch.size(), number == plan.stepsPerEpoch());
    if (changed && state.averaged != null) {
      state.averaged.add(optimizer.steps());
    }
    progress.steps = number;
    progress.batches++;
    return done;
  }

  /**
   * What evaluates a data set as this training does.
   *
   * @param contents what the images are, for messages
   */
  Evaluator evaluator(Dataset data, String contents) {
    return new Evaluator(
            network,
            settings.objective,
            settings.batchSize,
            settings.topK,
            done -> listeners.forEach(listener -> listener.onEvaluation(done, data.size())),
            contents)
        .metrics(settings.metrics);
  }

  private boolean recalibrates() {
    boolean gathers = settings.recalibrated || state.averaged != null;
    if (gathers) {
      KnownStatistics.require(
          network, settings.recalibrated ? "recalibration" : "averaging of weights");
    }
    return gathers && !KnownStatistics.moved(network).isEmpty();
  }

  /** The same in every epoch, so that epochs differ by their weights alone. */
  private int[] orderOfRecalibration(int size) {
    return settings.shuffled
        ? Rng.of(settings.seed).split("recalibration").permutation(size)
        : IntStream.range(0, size).toArray();
  }
}
