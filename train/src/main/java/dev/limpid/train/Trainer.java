package dev.limpid.train;

import dev.limpid.core.Tensor;
import dev.limpid.core.Workers;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
  private final TrainerSettings settings = new TrainerSettings();
  private final List<TrainingListener> listeners = new ArrayList<>();
  private final TrainingState state;
  private final TrainingLoop loop;

  private Trainer(Network network, Optimizer optimizer) {
    this.network = Objects.requireNonNull(network, "network");
    Objects.requireNonNull(optimizer, "optimizer");
    this.state = new TrainingState(network, optimizer, settings);
    this.loop = new TrainingLoop(network, optimizer, settings, state, listeners);
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
    settings.batchSize = size;
    return this;
  }

  /** Sets what the order of the images and their augmentation depend on; 0 by default. */
  public Trainer seed(long newSeed) {
    settings.seed = newSeed;
    return this;
  }

  /** Sets whether each epoch has a new random order; it has by default. */
  public Trainer shuffle(boolean newShuffle) {
    settings.shuffled = newShuffle;
    return this;
  }

  /**
   * Sets what changes the images of training batches at random; nothing by default. Each epoch
   * changes an image anew. An evaluation never does.
   */
  public Trainer augment(Augmentation newAugmentation) {
    settings.augmentation = Objects.requireNonNull(newAugmentation, "augmentation");
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
    settings.readers = threads;
    return this;
  }

  /**
   * Sets whether BatchNorm's moving averages are {@linkplain BatchNormRecalibration recalibrated}
   * after each epoch's steps, before its validation, on the whole training set in batches of the
   * training's size; off by default. The trained parameters are the same to the bit with and
   * without; the cost is one forward pass over the training set, about a third of the epoch.
   */
  public Trainer recalibrate(boolean newRecalibrate) {
    settings.recalibrated = newRecalibrate;
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
    settings.patience = newPatience;
    return this;
  }

  /**
   * Sets after how many epochs without a better figure the training stops; see {@link
   * #stopEarly(int)}.
   */
  public Trainer stopEarly(int newPatience, Monitor figure) {
    settings.monitor = Objects.requireNonNull(figure, "figure");
    return stopEarly(newPatience);
  }

  /** Sets the loss, of the images' labels; {@link Objective#standard} by default. */
  public Trainer loss(Loss<int[]> loss) {
    settings.objective = Objective.ofLabels(loss);
    return this;
  }

  /**
   * Sets the loss, of the images' {@linkplain Dataset#readTarget targets}: probabilities, several
   * labels an image, numbers of a regression.
   */
  public Trainer lossOfTargets(Loss<Tensor> loss) {
    settings.objective = Objective.ofTargets(loss);
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
    settings.metrics = those;
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
    settings.penalty = new Penalty(l1, l2);
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
    settings.accumulated = batches;
    state.gradientSum = batches == 1 ? null : new GradientSum(network);
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
    state.averaged = new AveragedWeights(network, decay);
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
    state.plateau = new Plateau(figure, epochs, factor);
    return this;
  }

  /**
   * Makes this one of several trainers that train one network in step, each on its own part of the
   * images: the gradients of each step are averaged over all of them. They begin with the same
   * weights and keep them the same to the bit; moving averages of BatchNorm are each one's own,
   * unless its layers are {@linkplain BatchNorm#synchronise synchronised}. Each has images of its
   * own, as many as the others, and the same settings but for the seed.
   *
   * @param workers the trainers; null for this one alone, as it is by default
   */
  public Trainer inStepWith(Workers workers) {
    settings.workers = workers;
    return this;
  }

  /**
   * Stops the training when the step at hand is done; {@link #fit} then returns the epochs that
   * were finished. From a listener or from any thread, also before the training begins.
   */
  public void stop() {
    loop.stop();
  }

  /**
   * Sets after how much time in {@link #fit} the training {@linkplain #stop stops}, after the step
   * at hand; without end by default.
   */
  public Trainer timeBudget(Duration time) {
    settings.budget = time.toNanos();
    if (settings.budget <= 0) {
      throw new IllegalArgumentException("the time must be above 0, but is " + time);
    }
    return this;
  }

  /** Sets the k of top-k accuracy; 5 by default. */
  public Trainer topK(int k) {
    if (k < 1) {
      throw new IllegalArgumentException("the k of top-k accuracy must be 1 or more, but is " + k);
    }
    settings.topK = k;
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
    state.save(file, metadata);
  }

  /**
   * Takes up a training where {@link #save} left it; before {@link #fit}, whose number of epochs
   * then counts from where the interrupted one began. Network, optimizer, settings and data must be
   * made as they were then, with the same layers frozen; a layer that was frozen or thawed on the
   * way is put back as it was.
   *
   * @throws dev.limpid.layers.io.ModelFileException if the file is damaged, or of a training of
   *     other settings
   */
  public Trainer resume(Path file) throws IOException {
    state.resume(file);
    return this;
  }

  /** How many batches were trained on, in all epochs and the one at hand. */
  public long stepsTaken() {
    return state.progress.batches;
  }

  /** Checks that this training has a figure, before it begins. */
  void requireFigure(Monitor figure) {
    figure.requireAmong(settings.metrics);
  }

  /** Where it is said of a figure that it is not a number. */
  Watched watched() {
    return loop.watched();
  }

  /** The epochs of the training at hand, those before it was resumed too. */
  public History history() {
    return state.history;
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
    return loop.fit(training, validation, epochs);
  }

  /** How the network does on a data set in inference mode. */
  public Evaluation evaluate(Dataset data) {
    return loop.evaluator(data, "images").evaluate(data);
  }

  /**
   * The probabilities of the classes, or of the labels, or the numbers of a regression, for each
   * image of a data set, in inference mode.
   *
   * @return {@code [images][outputs]}; the rows of a classification add up to 1
   */
  public float[][] predict(Dataset data) {
    return loop.evaluator(data, "images").predict(data);
  }
}
