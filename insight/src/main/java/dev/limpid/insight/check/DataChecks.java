package dev.limpid.insight.check;

import dev.limpid.insight.json.MayBeNull;

/**
 * The measurements on the images before the training.
 *
 * @param outputs scores that the network gives to an image
 * @param training the training set
 * @param validation the validation set; null without one
 * @param split how the two compare; null without a validation set
 * @param labels what labels have to do with images
 * @param weights how much training images count in the loss; null where they all count the same, or
 *     in a record of an earlier version
 * @param augmented what augmentation does to values; null without one, or in a record of an earlier
 *     version
 * @param seconds what measuring took
 */
public record DataChecks(
    int outputs,
    SideChecks training,
    @MayBeNull SideChecks validation,
    @MayBeNull SplitChecks split,
    LabelChecks labels,
    @MayBeNull ImageWeights weights,
    @MayBeNull AugmentedValues augmented,
    double seconds) {}
