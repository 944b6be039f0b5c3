package dev.limpid.train;

/**
 * The result of a network on a data set at fixed weights.
 *
 * @param images how many images
 * @param loss mean cross-entropy
 * @param accuracy share classified rightly
 * @param topK the k of {@code topKAccuracy}
 * @param topKAccuracy share whose class is among the k with the highest scores
 * @param confusion {@code confusion[actual][predicted]} counts images
 * @param predictions what it said to each image
 */
public record Evaluation(
    int images,
    double loss,
    double accuracy,
    int topK,
    double topKAccuracy,
    int[][] confusion,
    Predictions predictions) {}
