package dev.limpid.train.check;

/**
 * How right a network is about the images that it is most sure of, with batch statistics and
 * without dropout. Where labels are right, it is hardly ever wrong about those; wrong labels are
 * wrong however sure it is (the risk-coverage curve of El-Yaniv and Wiener, 2010).
 *
 * @param images how many were asked
 * @param loss mean loss
 * @param sizes images in each tenth, the surest first
 * @param wrong of these, the ones taken for another class than their label
 * @param confidence mean probability of the predicted class in each tenth
 * @param relabelled share that confident learning holds for wrongly labelled: images that are more
 *     likely of another class than images of that class usually are (Northcutt, Jiang and Chuang,
 *     2021, arXiv:1911.00068)
 */
public record Confidence(
    int images, double loss, int[] sizes, int[] wrong, double[] confidence, double relabelled) {}
