package dev.limpid.insight.check;

import dev.limpid.insight.json.MayBeNull;

/**
 * How much training images count in the loss, where they don't all count the same.
 *
 * @param mean of the weights; 1 where the loss is as large as without them
 * @param greatest weight
 * @param without images that weigh nothing
 * @param effective how many images that count alike would say as much: the squared sum of the
 *     weights over the sum of their squares (Kish, Survey Sampling, 1965)
 * @param byClass sum of the weights of each class
 * @param ofClasses by how much the loss multiplies what images of each class lose, which the other
 *     figures contain; null where it multiplies nothing, or in a record of an earlier version
 */
public record ImageWeights(
    double mean,
    double greatest,
    int without,
    double effective,
    double[] byClass,
    @MayBeNull double[] ofClasses) {}
