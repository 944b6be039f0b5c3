package dev.limpid.train;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.TrainingListener.Step;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Trains a network to classify images, evaluates it, and predicts with it.
 *
 * <pre>{@code
 * Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(128).seed(42);
 * History history = trainer.fit(training, validation, 20);
 * }</pre>
 *
 * <p>The loss is softmax cross-entropy, computed from the scores before a final Softmax layer if
 * the network has one. Every epoch visits all training images once, in a new order that depends on
 * seed and epoch alone; the last batch has what is left over, see {@link Batches}. The same seed
 * gives the same weights to the bit, whatever the number of threads.
 */
public final class Trainer {
  private final Network network;
  private final Optimizer optimizer;
  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
  private final List<TrainingListener> listeners = new ArrayList<>();
  private int batchSize = 128;
  private int topK = 5;
  private int patience;
  private boolean shuffled = true;
  private boolean recalibrated;
  private long seed;
  private Augmentation augmentation = Augmentation.NONE;

  private Batch batch;
  private final Tensor dLogits = Tensor.zeros(0);
  private int epochsDone;

  private Trainer(Network network, Optimizer optimizer) {
    this.network = Objects.requireNonNull(network, "network");
    this.optimizer = Objects.requireNonNull(optimizer, "optimizer");
    Evaluator.requireClassifier(network);
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
   * Trains for some epochs; called again, it goes on where it was.
   *
   * @param training what is learnt from
   * @param validation what is evaluated after each epoch; null for nothing
   * @param epochs how many
   * @return the figures of these epochs
   * @throws NonFiniteLossException if the loss becomes NaN or infinite; the message names the first
   *     layer and the step
   * @throws IllegalArgumentException if a data set does not fit the network
   */
  public History fit(Dataset training, Dataset validation, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be 1 or more, but is " + epochs);
    }
    Evaluator.requireFits("training", network, training);
    Batch.requireLabels("training images", training);
    if (validation != null) {
      Evaluator.requireFits("validation", network, validation);
      Batch.requireLabels("validation images", validation);
    } else if (patience > 0) {
      throw new IllegalArgumentException("stopping early needs a validation set");
    }
    Plan plan =
        new Plan(
            network,
            epochs,
            batchSize,
            training,
            validation,
            shuffled,
            seed,
            augmentation,
            recalibrates(),
            optimizer);
    List<TrainingListener> told = new ArrayList<>();
    try {
      for (TrainingListener listener : listeners) {
        told.add(listener);
        listener.onStart(plan);
      }
      return runEpochs(training, validation, plan);
    } catch (Throwable problem) {
      told.forEach(listener -> tellFailure(listener, problem));
      throw problem;
    }
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

  private History runEpochs(Dataset training, Dataset validation, Plan plan) {
    History history = new History();
    EarlyStopping stopping = patience == 0 ? null : new EarlyStopping(network, patience);
    boolean stop = false;
    for (int i = 0; i < plan.epochs() && !stop; i++) {
      epochsDone++;
      Epoch epoch = runEpoch(training, validation, plan);
      history.add(epoch);
      listeners.forEach(listener -> listener.onEpoch(epoch));
      stop = stopping != null && stopping.stopsAfter(epoch.validation().loss());
    }
    if (stopping != null) {
      stopping.restore();
    }
    listeners.forEach(listener -> listener.onEnd(history));
    return history;
  }

  private Epoch runEpoch(Dataset training, Dataset validation, Plan plan) {
    long start = System.nanoTime();
    network.layers(BatchNorm.class).stream()
        .filter(layer -> layer.averaging().restartsEachEpoch())
        .forEach(BatchNorm::restartAverages);
    int[] order = orderOf(epochsDone, training.size());
    Rng changes = Rng.of(seed).split("augmentation").split(epochsDone);
    Metrics metrics = new Metrics(network.outputShape().dim(0), topK);
    Batches batches = plan.batches();
    if (batch == null || batch.capacity() < batches.largest()) {
      batch = new Batch("training images", network.inputShape(), batches.largest());
    }
    for (int step = 1; step <= batches.count(); step++) {
      int from = batches.from(step - 1);
      int to = batches.to(step - 1);
      batch.fill(training, order, from, to, augmentation, changes, network.compute().parallel());
      Step done = step(metrics, step, plan);
      listeners.forEach(listener -> listener.onStep(done));
    }
    long trained = System.nanoTime();
    if (recalibrates()) {
      BatchNormRecalibration.recalibrate(network, training, orderOfRecalibration(order), batchSize);
    }
    Evaluation evaluation =
        validation == null ? null : evaluator(validation, "validation images").evaluate(validation);
    long validated = System.nanoTime();
    return new Epoch(
        epochsDone,
        metrics.loss(),
        metrics.accuracy(),
        metrics.topKAccuracy(),
        evaluation,
        optimizer.learningRate(),
        (trained - start) * 1e-9,
        (validated - trained) * 1e-9);
  }

  /** One step: forward, loss, backward, update. */
  private Step step(Metrics metrics, int step, Plan plan) {
    Tensor logits = network.forwardToLogits(batch.x(), Mode.TRAIN);
    double batchLoss = loss.forward(logits, batch.labels(), null, dLogits);
    if (!Double.isFinite(batchLoss)) {
      throw notFinite(batchLoss, step, plan);
    }
    metrics.add(logits, batch.labels(), batchLoss);
    network.backward(dLogits);
    Step done = new Step(epochsDone, step, batchLoss, metrics.loss(), metrics.accuracy(), batch);
    listeners.forEach(listener -> listener.onBackward(done));
    optimizer.step(network.parameters(), network.compute().parallel());
    return done;
  }

  private NonFiniteLossException notFinite(double batchLoss, int step, Plan plan) {
    String where = network.firstNonFinite().orElse("the loss itself");
    return new NonFiniteLossException(
        "the loss became "
            + batchLoss
            + " in epoch "
            + epochsDone
            + ", step "
            + step
            + " of "
            + plan.stepsPerEpoch()
            + "; the first value that is not finite is in "
            + where
            + ". A lower learning rate (now "
            + optimizer.learningRate()
            + ") or gradient clipping usually helps");
  }

  /** How the network does on a data set in inference mode. */
  public Evaluation evaluate(Dataset data) {
    return evaluator(data, "images").evaluate(data);
  }

  /**
   * The probabilities of the classes for each image of a data set, in inference mode.
   *
   * @return {@code [images][classes]}; each row adds up to 1
   */
  public float[][] predict(Dataset data) {
    return evaluator(data, "images").predict(data);
  }

  private Evaluator evaluator(Dataset data, String contents) {
    return new Evaluator(
        network,
        batchSize,
        topK,
        done -> listeners.forEach(listener -> listener.onEvaluation(done, data.size())),
        contents);
  }

  private boolean recalibrates() {
    if (recalibrated) {
      KnownStatistics.require(network, "recalibration");
    }
    return recalibrated && !network.layers(BatchNorm.class).isEmpty();
  }

  /** The same in every epoch, so that epochs differ by their weights alone. */
  private int[] orderOfRecalibration(int[] order) {
    return shuffled ? Rng.of(seed).split("recalibration").permutation(order.length) : order;
  }

  private int[] orderOf(int epoch, int size) {
    if (shuffled) {
      return Rng.of(seed).split("order").split(epoch).permutation(size);
    }
    return IntStream.range(0, size).toArray();
  }
}
