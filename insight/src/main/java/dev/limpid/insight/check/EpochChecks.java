package dev.limpid.insight.check;

import dev.limpid.insight.json.MayBeNull;
import java.util.List;

/**
 * The printed figures of an epoch, computed anew, and what inference and labels look like.
 *
 * @param epoch from 1
 * @param lossByImage mean loss of the epoch's steps, each counted by its images
 * @param lossByStep mean loss of the steps, each counted once
 * @param validationByImage mean loss of the validation images; NaN without validation
 * @param validationByBatch means of the means of batches, for usual sizes of a batch that leave a
 *     smaller one at the end: multiples of the training's, powers of two, round numbers
 * @param inference whether inference is what it should be; null where it was not asked in this
 *     epoch
 * @param training how confident the network is about training images, and how right
 * @param validation likewise about validation images; null without validation
 * @param answers how often the validation's answers are the labels of the images so many places
 *     further on, from 2 places before to 2 after; empty without validation
 * @param classLabels for each class the labels of the training images that this epoch's steps took
 *     for it; empty where images were mixed
 */
public record EpochChecks(
    int epoch,
    double lossByImage,
    double lossByStep,
    double validationByImage,
    List<BatchMean> validationByBatch,
    @MayBeNull InferenceChecks inference,
    Confidence training,
    @MayBeNull Confidence validation,
    List<Agreement> answers,
    List<ClassLabels> classLabels) {
  /** Copies the lists. */
  public EpochChecks {
    validationByBatch = List.copyOf(validationByBatch);
    answers = List.copyOf(answers);
    classLabels = List.copyOf(classLabels);
  }

  /**
   * A mean of means.
   *
   * @param batchSize images of each batch but the last
   * @param mean of the batches' mean losses
   */
  public record BatchMean(int batchSize, double mean) {}
}
