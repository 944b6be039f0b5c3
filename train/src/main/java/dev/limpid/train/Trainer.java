package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFileException;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Trains a network on images, evaluates it, and predicts with it.
 *
 * <pre>{@code
 * Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(128).seed(42);
 * History history = trainer.fit(training, validation, 20);
 * }</pre>
 *
 * <p>The loss is softmax cross-entropy unless another is set, computed from the scores before a
 * final Softmax layer if the network has one. Every epoch visits all training images once, in a new
 * order that depends on seed and epoch alone; the last batch has what is left over, see {@link
 * Batches}. The same seed gives the same weights to the bit, whatever the number of threads; and so
 * does a training that was {@linkplain #save saved} after any step and {@linkplain #resume
 * resumed}.
 */
public final class Trainer {
  private final Network network;
  private final Optimizer optimizer;
  private final List<TrainingListener> listeners = new ArrayList<>();
  private int batchSize = 128;
  private int topK = 5;
  private int patience;
  private Monitor monitor = Monitor.loss();
  private boolean shuffled = true;
  private int readers;
  private boolean recalibrated;
  private long seed;
  private Augmentation augmentation = Augmentation.NONE;
  private Objective objective = Objective.standard();
  private List<Metric> metrics = List.of();
  private Penalty penalty = Penalty.NONE;
  private Plateau plateau;
  private GradientSum gradientSum;
  private int accumulated = 1;
  private AveragedWeights averaged;

  private Batch[] turns = {};
  private final Tensor dScores = Tensor.zeros(0);
  private volatile boolean stopAsked;
  private Checkpoint resumed;
  private long budget = Long.MAX_VALUE;
  private long began;

  // Where the training is: all of it goes into a checkpoint.
  private final Progress progress = new Progress();
  private boolean stops;
  private Metrics running;
  private History history = new History();
  private EarlyStopping stopping;
  private RunImages images;
  private final Watched watched = new Watched(listeners);

  private Trainer(Network network, Optimizer optimizer) {
    this.network = Objects.requireNonNull(network, "network");
    this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
  }

  /** A trainer of this network with this optimizer. */
  public static Trainer of(Network network, Optimizer optimizer) {
    return new Trainer(network, optimizer);
  }

  /** Sets the images of a step, and of a batch of evaluation; 128 by default. */
  public Trainer batchSize(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("the batch size must be 1 or more, but is " + size);
    }
    batchSize = size;
    return this;
  }

  /** Sets what the order of the images and their augmentation depend on; 0 by default. */
  public Trainer seed(long newSeed) {
    seed = newSeed;
    return this;
  }

  /** Sets whether each epoch has a new random order; it has by default. */
  public Trainer shuffle(boolean newShuffle) {
    shuffled = newShuffle;
    return this;
  }

  /**
   * Sets what changes the images of training batches at random; nothing by default. Each epoch
   * changes an image anew. An evaluation never does.
   */
  public Trainer augment(Augmentation newAugmentation) {
    augmentation = Objects.requireNonNull(newAugmentation, "augmentation");
    return this;
  }

  /**
   * Sets how many threads of their own read and augment the images of the next batch while a step
   * is computed; 0, the default, for none: a step then begins with reading its images on the
   * network's threads. For images that take long to read, such as files. Not a bit of the training
   * depends on it; it takes the memory of another batch.
   */
  public Trainer readAhead(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException(
          "the threads that read ahead must be 0 or more, but are " + threads);
    }
    readers = threads;
    return this;
  }

  /**
   * Sets whether BatchNorm's moving averages are {@linkplain BatchNormRecalibration recalibrated}
   * after each epoch's steps, before its validation, on the whole training set in batches of the
   * training's size; off by default. The trained parameters are the same to the bit with and
   * without; the cost is one forward pass over the training set, about a third of the epoch.
   */
  public Trainer recalibrate(boolean newRecalibrate) {
    recalibrated = newRecalibrate;
    return this;
  }

  /**
   * Sets after how many epochs without a lower validation loss the training stops. Whether it stops
   * or not, the network then goes back to the weights and statistics of its best epoch, before
   * listeners are told of the end; 0, the default, for neither.
   */
  public Trainer stopEarly(int newPatience) {
    if (newPatience < 0) {
      throw new IllegalArgumentException("the patience must be 0 or more, but is " + newPatience);
    }
    patience = newPatience;
    return this;
  }

  /**
   * Sets after how many epochs without a better figure the training stops; see {@link
   * #stopEarly(int)}.
   */
  public Trainer stopEarly(int newPatience, Monitor figure) {
    monitor = Objects.requireNonNull(figure, "figure");
    return stopEarly(newPatience);
  }

  /** Sets the loss, of the images' labels; {@link Objective#standard} by default. */
  public Trainer loss(Loss<int[]> loss) {
    objective = Objective.ofLabels(loss);
    turns = new Batch[0];
    return this;
  }

  /**
   * Sets the loss, of the images' {@linkplain Dataset#readTarget targets}: probabilities, several
   * labels an image, numbers of a regression.
   */
  public Trainer lossOfTargets(Loss<Tensor> loss) {
    objective = Objective.ofTargets(loss);
    turns = new Batch[0];
    return this;
  }

  /**
   * Sets which further figures each evaluation has; none by default. Each has a name of its own.
   *
   * @throws IllegalArgumentException if two have one name, or one has that of a figure that each
   *     evaluation has: {@code loss}, {@code accuracy} or {@code top_k_accuracy}
   */
  public Trainer metrics(Metric... chosen) {
    List<Metric> those = List.of(chosen);
    Metrics.requireDistinct(those);
    metrics = those;
    return this;
  }

  /**
   * Sets penalties on the size of kernels: {@code l1 sum |w| + l2 sum w^2} is made small beside the
   * loss, as with Keras's {@code kernel_regularizer} on every layer; none by default. Biases, gamma
   * and beta are left alone. The losses that are told are without it, so that those of training and
   * validation stay comparable (Keras adds it to both). {@link dev.limpid.optim.AdamW} decays
   * weights apart from the gradient instead.
   */
  public Trainer penalty(double l1, double l2) {
    penalty = new Penalty(l1, l2);
    return this;
  }

  /**
   * Sets how many batches there are to a step of the optimizer; 1 by default. Its gradient is the
   * mean over all their images, as of one batch so much larger, but for BatchNorm, which normalises
   * each batch by itself. What is left over at an epoch's end makes a smaller step.
   */
  public Trainer accumulate(int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException("a step takes 1 batch or more, but not " + batches);
    }
    accumulated = batches;
    gradientSum = batches == 1 ? null : new GradientSum(network);
    return this;
  }

  /**
   * Makes the exponential moving average of the weights, from those that the network has now, what
   * is validated, observed after each epoch, and left in the network at the end; training goes on
   * with the weights themselves, which have the same bits as without. BatchNorm's moving averages
   * are recalibrated for the averaged weights, on the training set.
   *
   * @param decay the share of the average that each step leaves, usually 0.99 to 0.9999; fewer in
   *     the first steps: {@code min(decay, t / (9 + t))} in step t
   */
  public Trainer averageWeights(double decay) {
    if (!(decay >= 0 && decay < 1)) {
      throw new IllegalArgumentException("the decay must be in [0, 1), but is " + decay);
    }
    averaged = new AveragedWeights(network, decay);
    return this;
  }

  /**
   * Makes the learning rate smaller by a factor whenever a figure of the validation has not become
   * better for some epochs (Keras's and PyTorch's {@code ReduceLROnPlateau}).
   *
   * @param figure what is watched
   * @param epochs how many
   * @param factor above 0 and below 1, such as 0.1
   */
  public Trainer reduceOnPlateau(Monitor figure, int epochs, double factor) {
    if (epochs < 1 || !(factor > 0 && factor < 1)) {
      throw new IllegalArgumentException(
          "the epochs must be 1 or more and the factor between 0 and 1, but are "
              + epochs
              + " and "
              + factor);
    }
    plateau = new Plateau(figure, epochs, factor);
    return this;
  }

  /**
   * Stops the training when the step at hand is done; {@link #fit} then returns the epochs that
   * were finished. From a listener or from any thread, also before the training begins.
   */
  public void stop() {
    stopAsked = true;
  }

  /**
   * Sets after how much time in {@link #fit} the training {@linkplain #stop stops}, after the step
   * at hand; without end by default.
   */
  public Trainer timeBudget(Duration time) {
    budget = time.toNanos();
    if (budget <= 0) {
      throw new IllegalArgumentException("the time must be above 0, but is " + time);
    }
    return this;
  }

  /** Sets the k of top-k accuracy; 5 by default. */
  public Trainer topK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("the k of top-k accuracy must be 1 or more, but is " + k);
    }
    topK = k;
    return this;
  }

  /** Adds a listener; they are told in the order in which they were added. */
  public Trainer listen(TrainingListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /** The network. */
  public Network network() {
    return network;
  }

  /**
   * Writes a checkpoint: everything that the training needs to go on as if it had not been
   * interrupted. Between two steps: from a listener's {@code onStep} or {@code onEpoch}, or outside
   * of {@link #fit}. The file is written beside, forced to disk and renamed. It is a model file
   * too, with the weights as they are.
   *
   * @param metadata texts of your own, such as settings
   */
  public void save(Path file, Map<String, String> metadata) throws IOException {
    List<Parameter> parameters = network.parameters();
    Checkpoint checkpoint = Checkpoint.toBeWritten(file);
    settings().forEach(checkpoint::put);
    progress.put(checkpoint);
    if (progress.steps > 0) {
      List<Object> sums = new ArrayList<>();
      for (double sum : running.sums()) {
        sums.add(sum);
      }
      checkpoint.put("sums", sums);
    }
    checkpoint.put("history", HistoryState.of(history));
    checkpoint.putNetwork(network);
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

  /**
   * Takes up a training where {@link #save} left it; before {@link #fit}, whose number of epochs
   * then counts from where the interrupted one began. Network, optimizer, settings and data must be
   * made as they were then.
   *
   * @throws dev.limpid.layers.io.ModelFileException if the file is damaged, or of a training of
   *     other settings
   */
  public Trainer resume(Path file) throws IOException {
    List<Parameter> parameters = network.parameters();
    Checkpoint checkpoint = Checkpoint.read(file);
    for (Map.Entry<String, Object> setting : settings().entrySet()) {
      checkpoint.require(setting.getKey(), setting.getValue());
    }
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
    return this;
  }

  /** What must be the same when a training is resumed. */
  private Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("batch size", (long) batchSize);
    settings.put("seed", seed);
    settings.put("shuffling", shuffled);
    settings.put("loss", objective.toString());
    settings.put("batches of a step", (long) accumulated);
    settings.put("early stopping", patience + " " + monitor);
    settings.put("recalibration", recalibrated);
    settings.put("penalty", penalty.toString());
    settings.put("averaging of weights", averaged == null ? "none" : averaged.toString());
    settings.put("reducing on a plateau", plateau == null ? "none" : plateau.toString());
    return settings;
  }

  /** How many batches were trained on, in all epochs and the one at hand. */
  public long stepsTaken() {
    return progress.batches;
  }

  /** Checks that this training has a figure, before it begins. */
  void requireFigure(Monitor figure) {
    figure.requireAmong(metrics);
  }

  /** Where it is said of a figure that it is not a number. */
  Watched watched() {
    return watched;
  }

  /** The epochs of the training at hand, those before it was resumed too. */
  public History history() {
    return history;
  }

  /**
   * Trains for some epochs; called again, it goes on where it was.
   *
   * @param training what is learnt from
   * @param validation what is evaluated after each epoch; null for nothing
   * @param epochs how many
   * @return the figures of these epochs
   * @throws NonFiniteLossException if the loss becomes NaN or infinite; the message names the first
   *     layer and the step
   * @throws IllegalArgumentException if a data set does not fit the network, a label stands for
   *     another class in one than in the other, there is nothing to train, or the training was
   *     resumed and its images were others
   * @throws IllegalStateException if a {@link dev.limpid.layers.Normalization} layer was never
   *     fitted
   */
  public History fit(Dataset training, Dataset validation, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be 1 or more, but is " + epochs);
    }
    FitChecks checks = new FitChecks(network, objective);
    checks.requireNetwork(resumed == null);
    checks.requireFigures(metrics, augmentation);
    checks.requireImages(training, validation);
    if (validation == null && (patience > 0 || plateau != null)) {
      throw new IllegalArgumentException(
          (patience > 0 ? "stopping early" : "reducing on a plateau") + " needs a validation set");
    }
    if (patience > 0) {
      monitor.requireAmong(metrics);
    }
    if (plateau != null) {
      plateau.monitor().requireAmong(metrics);
    }
    RunImages those =
        new RunImages(training, validation, objective.task() == Loss.Task.CLASSIFICATION);
    if (resumed != null) {
      those.require(resumed);
    }
    images = those;
    begin();
    Plan plan =
        new Plan(
                network,
                epochs - progress.epochsOfFit,
                batchSize,
                training,
                validation,
                shuffled,
                seed,
                augmentation,
                recalibrates(),
                optimizer,
                objective)
            .branching(made -> new TrainingBranch(made, penalty, accumulated, averaged));
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

  /** From the beginning, or from where a checkpoint is. */
  private void begin() {
    began = System.nanoTime();
    stopping = patience == 0 ? null : new EarlyStopping(network, monitor, patience);
    stops = false;
    if (resumed == null) {
      progress.epochsOfFit = 0;
      history = new History();
      return;
    }
    try {
      if (stopping != null) {
        stopping.read(resumed);
      }
      if (progress.steps > 0) {
        running = new Metrics(objective.task(), network.outputShape().size(), topK);
        running.goOnFrom(resumed.numbers("sums", 4));
      }
    } catch (ModelFileException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
    resumed = null;
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
    boolean early = stopping != null && stopping.stops();
    try (TrainingBatches batches = batches(plan)) {
      while (progress.epochsOfFit < epochs && !early && !stops) {
        Epoch epoch = runEpoch(batches, plan);
        if (epoch != null) {
          progress.endEpoch();
          history.add(epoch);
          early = stopping != null && stopping.stopsAfter(epoch.validation());
          if (plateau != null) {
            plateau.add(epoch.validation(), optimizer);
          }
          listeners.forEach(listener -> listener.onEpoch(epoch));
          if (stopping != null) {
            watched.take("early stopping", monitor, epoch.validation(), epoch.number());
          }
          if (plateau != null) {
            watched.take(
                "reducing the rate", plateau.monitor(), epoch.validation(), epoch.number());
          }
          stops = isToStop() && progress.epochsOfFit < epochs && !early;
        }
      }
    }
    stopAsked = false;
    if (stops) {
      listeners.forEach(listener -> listener.onStop(history));
      return history;
    }
    if (averaged != null) {
      averaged.show();
    }
    if (stopping != null) {
      stopping.restore();
    }
    listeners.forEach(listener -> listener.onEnd(history));
    return history;
  }

  private TrainingBatches batches(Plan plan) {
    int capacity = plan.batches().largest();
    int count = readers == 0 ? 1 : 2;
    if (turns.length < count || turns[0].capacity() < capacity) {
      turns = new Batch[count];
      Arrays.setAll(turns, i -> objective.batch("training images", network, capacity));
    }
    return new TrainingBatches(plan, turns, progress.epochs + 1, progress.steps, readers);
  }

  private boolean isToStop() {
    return stopAsked || System.nanoTime() - began > budget;
  }

  /** An epoch, or what is left of it; null if the training stops within. */
  private Epoch runEpoch(TrainingBatches batches, Plan plan) {
    long start = System.nanoTime();
    double before = progress.seconds;
    int number = progress.epochs + 1;
    if (progress.steps == 0) {
      if (averaged != null) {
        averaged.hide();
      }
      KnownStatistics.moved(network).stream()
          .filter(layer -> layer.averaging().restartsEachEpoch())
          .forEach(BatchNorm::restartAverages);
      running = new Metrics(objective.task(), network.outputShape().size(), topK);
    }
    while (progress.steps < plan.stepsPerEpoch()) {
      Step done = step(number, batches.next(), plan);
      progress.seconds = before + (System.nanoTime() - start) * 1e-9;
      listeners.forEach(listener -> listener.onStep(done));
      stops = isToStop();
      if (stops) {
        return null;
      }
    }
    long trained = System.nanoTime();
    if (averaged != null) {
      averaged.show();
    }
    if (recalibrates()) {
      int[] order = orderOfRecalibration(plan.training().size());
      BatchNormRecalibration.recalibrate(network, plan.training(), order, batchSize);
    }
    Dataset validation = plan.validation();
    Evaluation evaluation =
        validation == null ? null : evaluator(validation, "validation images").evaluate(validation);
    long validated = System.nanoTime();
    return new Epoch(
        number,
        running.loss(),
        running.accuracy(),
        running.topKAccuracy(),
        evaluation,
        optimizer.learningRate(),
        before + (trained - start) * 1e-9,
        (validated - trained) * 1e-9);
  }

  /** One step: forward, loss, backward, update. */
  private Step step(int epoch, Batch batch, Plan plan) {
    int number = progress.steps + 1;
    Tensor scores = objective.scores(network, batch.x(), Mode.TRAIN);
    double batchLoss = objective.forward(scores, batch, null, dScores);
    if (!Double.isFinite(batchLoss)) {
      throw NonFiniteLossException.of(batchLoss, epoch, number, plan);
    }
    running.add(scores, batch, batchLoss);
    network.backward(dScores);
    Step done = new Step(epoch, number, batchLoss, running.loss(), running.accuracy(), batch);
    listeners.forEach(listener -> listener.onBackward(done));
    update(batch.size(), number == plan.stepsPerEpoch());
    progress.steps = number;
    progress.batches++;
    return done;
  }

  private void update(int images, boolean last) {
    if (gradientSum != null) {
      gradientSum.add(images);
      if (gradientSum.batches() < accumulated && !last) {
        return;
      }
      gradientSum.take();
    }
    penalty.addGradient(network);
    optimizer.step(network.parameters(), network.compute().parallel());
    if (averaged != null) {
      averaged.add(optimizer.steps());
    }
  }

  /** How the network does on a data set in inference mode. */
  public Evaluation evaluate(Dataset data) {
    return evaluator(data, "images").evaluate(data);
  }

  /**
   * The probabilities of the classes, or of the labels, or the numbers of a regression, for each
   * image of a data set, in inference mode.
   *
   * @return {@code [images][outputs]}; the rows of a classification add up to 1
   */
  public float[][] predict(Dataset data) {
    return evaluator(data, "images").predict(data);
  }

  private Evaluator evaluator(Dataset data, String contents) {
    return new Evaluator(
            network,
            objective,
            batchSize,
            topK,
            done -> listeners.forEach(listener -> listener.onEvaluation(done, data.size())),
            contents)
        .metrics(metrics);
  }

  private boolean recalibrates() {
    boolean gathers = recalibrated || averaged != null;
    if (gathers) {
      KnownStatistics.require(network, recalibrated ? "recalibration" : "averaging of weights");
    }
    return gathers && !KnownStatistics.moved(network).isEmpty();
  }

  /** The same in every epoch, so that epochs differ by their weights alone. */
  private int[] orderOfRecalibration(int size) {
    return shuffled
        ? Rng.of(seed).split("recalibration").permutation(size)
        : IntStream.range(0, size).toArray();
  }
}
