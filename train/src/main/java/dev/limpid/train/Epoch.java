package dev.limpid.train;

/**
 * The figures of an epoch.
 *
 * @param number from 1
 * @param loss mean of the loss over the images of the epoch <em>while the weights were
 *     changing</em>, in training mode: what Keras prints
 * @param accuracy share of images that training-mode passes classified rightly, likewise running
 * @param topKAccuracy share whose class was among the k best, likewise
 * @param validation the validation set in inference mode at the epoch's end, or null without one
 * @param learningRate of the epoch's last step
 * @param trainSeconds time of the steps
 * @param validationSeconds time of the validation, and of recalibration if there is one
 */
public record Epoch(
    int number,
    double loss,
    double accuracy,
    double topKAccuracy,
    Evaluation validation,
    double learningRate,
    double trainSeconds,
    double validationSeconds) {}
