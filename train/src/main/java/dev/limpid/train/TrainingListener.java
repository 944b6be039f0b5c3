package dev.limpid.train;

import dev.limpid.layers.Network;
import dev.limpid.optim.Optimizer;
import dev.limpid.train.branch.Branch;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.function.Function;

/**
 * Is told what happens in a training. Nothing that a listener does may change the training: forward
 * passes in modes without backward and without updates are fine, and in {@link #onStep} and {@link
 * #onEpoch}, where the gradients have been used, a backward pass too, after a forward pass without
 * updates and without dropout.
 */
public interface TrainingListener {
  /**
   * The training that is about to run.
   *
   * @param network the network, built
   * @param epochs how many epochs are to come; those before a training was resumed do not count
   * @param batchSize images a step
   * @param training the training set
   * @param validation the validation set, or null if there is none
   * @param shuffled whether each epoch visits the training images in a new random order, or all in
   *     the set's own
   * @param seed what the order of the images depends on
   * @param augmentation what changes the training images, {@link Augmentation#NONE} if nothing does
   * @param recalibrated whether, after each epoch's steps and before its validation, BatchNorm's
   *     moving averages are replaced by statistics of the whole training set, which the layers also
   *     keep as their population statistics; see {@link BatchNormRecalibration}
   * @param optimizer what will train it, to be looked at; null if that is not known
   * @param objective what the training makes small
   * @param branch tries what steps would do; null if that is not known
   */
  @SuppressWarnings("exports") // branches are for the trials of the library
  record Plan(
      Network network,
      int epochs,
      int batchSize,
      Dataset training,
      Dataset validation,
      boolean shuffled,
      long seed,
      Augmentation augmentation,
      boolean recalibrated,
      Optimizer optimizer,
      Objective objective,
      Branch branch) {
    /** A plan of the standard objective, without the rest. */
    public Plan(
        Network network,
        int epochs,
        int batchSize,
        Dataset training,
        Dataset validation,
        boolean shuffled,
        long seed) {
      this(
          network,
          epochs,
          batchSize,
          training,
          validation,
          shuffled,
          seed,
          Augmentation.NONE,
          false,
          null,
          Objective.standard(),
          null);
    }

    /** The same plan with training images that are changed so. */
    public Plan withAugmentation(Augmentation newAugmentation) {
      return new Plan(
          network,
          epochs,
          batchSize,
          training,
          validation,
          shuffled,
          seed,
          newAugmentation,
          recalibrated,
          optimizer,
          objective,
          branch);
    }

    /** The same plan with BatchNorm's averages replaced after each epoch, or not. */
    public Plan withRecalibration(boolean newRecalibrated) {
      return new Plan(
          network,
          epochs,
          batchSize,
          training,
          validation,
          shuffled,
          seed,
          augmentation,
          newRecalibrated,
          optimizer,
          objective,
          branch);
    }

    /** The same plan with branches, if other steps of its optimizer can be had. */
    Plan branching(Function<Plan, Branch> branches) {
      if (!TrainingBranch.isKnown(optimizer)) {
        return this;
      }
      return new Plan(
          network,
          epochs,
          batchSize,
          training,
          validation,
          shuffled,
          seed,
          augmentation,
          recalibrated,
          optimizer,
          objective,
          branches.apply(this));
    }

    /** Images of the training set. */
    public int trainingSize() {
      return training.size();
    }

    /** Images of the validation set, 0 if there is none. */
    public int validationSize() {
      return validation == null ? 0 : validation.size();
    }

    /** The batches of an epoch's steps, one after the other in the epoch's order of images. */
    public Batches batches() {
      return Batches.of(network, training.size(), batchSize);
    }

    /** Steps of an epoch; the last one may have fewer images, or one more. */
    public int stepsPerEpoch() {
      return batches().count();
    }
  }

  /**
   * A training step.
   *
   * @param epoch from 1
   * @param step within the epoch, from 1
   * @param loss mean over the batch
   * @param runningLoss mean over the images of the epoch so far, as Keras shows it
   * @param runningAccuracy likewise
   * @param batch its images, as training saw them, to be looked at until the listener returns
   */
  record Step(
      int epoch, int step, double loss, double runningLoss, double runningAccuracy, Batch batch) {}

  /** Before the first step. */
  default void onStart(Plan plan) {}

  /**
   * Within each step, when the gradients are there and the optimizer has not used them yet; both
   * gradients and weights must be left alone.
   */
  default void onBackward(Step step) {}

  /** After each step. */
  default void onStep(Step step) {}

  /** While a set is evaluated: so many images of so many are done. */
  default void onEvaluation(int done, int total) {}

  /** After each epoch and its validation. */
  default void onEpoch(Epoch epoch) {}

  /** Something that the training can't be stopped for, but whoever started it should know. */
  default void onWarning(String warning) {}

  /** After the last epoch. */
  default void onEnd(History history) {}

  /**
   * Instead of {@link #onEnd} if the training was {@linkplain Trainer#stop stopped} before its end,
   * from where it may be resumed; by default the same.
   */
  default void onStop(History history) {
    onEnd(history);
  }

  /**
   * Instead of {@link #onEnd} if the training stops because something was thrown: an exception of
   * whatever type, or an error such as that memory ran out. It is thrown on after all listeners
   * were told whose {@link #onStart} was called; what a listener throws here is suppressed in it.
   */
  default void onFailure(Throwable problem) {}
}
