package dev.limpid.insight.measure.gap;

import dev.limpid.train.Predictions;

/**
 * What the passes over the probe said, at the weights of one moment; null where there was no such
 * pass because the network has nothing that it would differ by.
 *
 * @param trainMode batches as training sees them
 * @param withDropout batches without augmentation, dropout on
 * @param batch likewise without dropout: batch statistics alone
 * @param population paired images, with population statistics
 * @param moving paired images in inference mode
 * @param validationPopulation validation images of the probe, with population statistics
 * @param validationMoving all validation images in inference mode
 * @param gathered the statistics of each batch
 * @param ofTraining how the means over training images depend on the statistics
 * @param ofValidation likewise over validation images
 */
record Passes(
    Predictions trainMode,
    Predictions withDropout,
    Predictions batch,
    Predictions population,
    Predictions moving,
    Predictions validationPopulation,
    Predictions validationMoving,
    GatheredBatches gathered,
    Sensitivity.Result ofTraining,
    Sensitivity.Result ofValidation) {}
