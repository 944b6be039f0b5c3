package dev.limpid.insight.check;

/**
 * The sequence of the labels of a set, in the set's own order.
 *
 * @param classes how many occur
 * @param runs stretches of equal labels
 * @param expectedRuns in a random order of the same labels
 * @param z of Wald and Wolfowitz's runs test for several classes (Mood, 1940); far below 0 where
 *     equal labels stand together
 * @param batchDispersion chi-squared of classes by batches over its degrees of freedom, in batches
 *     of the training's size in the set's order: 1 if batches are random draws, up to the batch
 *     size if each has a single class; NaN with less than two batches
 */
public record LabelOrder(
    int classes, int runs, double expectedRuns, double z, double batchDispersion) {}
