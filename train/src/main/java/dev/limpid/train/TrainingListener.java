package dev.limpid.train;

import dev.limpid.layers.Sequential;

/**
 * Is told what happens in a training. Nothing that a listener does may change the training: forward
 * passes in modes without backward and without updates are fine.
 */
public interface TrainingListener {
  /**
   * What is about to run.
   *
   * @param network the network, built
   * @param epochs how many epochs
   * @param batchSize images a step
   * @param trainingSize images of the training set
   * @param validationSize images of the validation set, 0 if there is none
   */
  record Plan(Sequential network, int epochs, int batchSize, int trainingSize, int validationSize) {
    /** Steps of an epoch; the last one may have fewer images. */
    public int stepsPerEpoch() {
      return (trainingSize + batchSize - 1) / batchSize;
    }
  }

  /**
   * A training step that was done.
   *
   * @param epoch from 1
   * @param step within the epoch, from 1
   * @param loss mean over the batch
   * @param runningLoss mean over the images of the epoch so far, as Keras shows it
   * @param runningAccuracy likewise
   */
  record Step(int epoch, int step, double loss, double runningLoss, double runningAccuracy) {}

  /** Before the first step. */
  default void onStart(Plan plan) {}

  /** After each step. */
  default void onStep(Step step) {}

  /** While a set is evaluated: so many images of so many are done. */
  default void onEvaluation(int done, int total) {}

  /** After each epoch and its validation. */
  default void onEpoch(Epoch epoch) {}

  /** After the last epoch. */
  default void onEnd(History history) {}
}
