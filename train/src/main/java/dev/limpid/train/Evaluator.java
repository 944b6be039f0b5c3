package dev.limpid.train;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Evaluates a classifier and predicts with it, at fixed weights. Images are visited in the order of
 * the data set; nothing of the network changes.
 */
public final class Evaluator {
  private final Network network;
  private final String contents;
  private final int batchSize;
  private final int topK;
  private final SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
  private final IntConsumer progress;
  private Batch batch;

  /**
   * An evaluator.
   *
   * @param network ends with one score for each class
   * @param batchSize images of a pass
   * @param topK the k of top-k accuracy
   * @throws IllegalArgumentException if the network is no classifier, or a number not positive
   */
  public Evaluator(Network network, int batchSize, int topK) {
    this(network, batchSize, topK, done -> {});
  }

  /**
   * An evaluator that tells how far it is.
   *
   * @param progress is told after each batch how many images are done
   */
  public Evaluator(Network network, int batchSize, int topK, IntConsumer progress) {
    this(network, batchSize, topK, progress, "images");
  }

  /** An evaluator whose messages call the images so. */
  Evaluator(Network network, int batchSize, int topK, IntConsumer progress, String contents) {
    this.network = Objects.requireNonNull(network, "network");
    requireClassifier(network);
    if (batchSize < 1 || topK < 1) {
      throw new IllegalArgumentException(
          "batch size and k must be 1 or more, but are " + batchSize + " and " + topK);
    }
    this.contents = contents;
    this.batchSize = batchSize;
    this.topK = topK;
    this.progress = progress;
  }

  /** How the network does on a data set in inference mode. */
  public Evaluation evaluate(Dataset data) {
    return evaluate(data, Mode.INFERENCE);
  }

  /**
   * How the network does on a data set.
   *
   * @param mode a mode without backward
   */
  public Evaluation evaluate(Dataset data, Mode mode) {
    if (mode.backward()) {
      throw new IllegalArgumentException("evaluation needs a mode without backward");
    }
    int classes = network.outputShape().dim(0);
    Metrics metrics = new Metrics(classes, topK);
    Predictions predictions = Predictions.ofSize(data.size());
    double[] losses = new double[Math.min(batchSize, data.size())];
    forEachBatch(
        data,
        mode,
        (from, logits) -> {
          metrics.add(logits, batch.labels(), loss.forward(logits, batch.labels(), losses, null));
          for (int i = 0; i < logits.batchSize(); i++) {
            float[] row = probabilities(logits.data(), i * classes, classes);
            predictions.set(from + i, losses[i], row, batch.labels()[i]);
          }
        });
    return metrics.evaluation(predictions);
  }

  /**
   * The probabilities of the classes for each image of a data set, in inference mode; its labels
   * are not used.
   *
   * @return {@code [images][classes]}; each row adds up to 1
   */
  public float[][] predict(Dataset data) {
    int classes = network.outputShape().dim(0);
    List<float[]> rows = new ArrayList<>();
    forEachBatch(
        data,
        Mode.INFERENCE,
        (from, logits) -> {
          for (int i = 0; i < logits.batchSize(); i++) {
            rows.add(probabilities(logits.data(), i * classes, classes));
          }
        });
    return rows.toArray(new float[0][]);
  }

  private static float[] probabilities(float[] logits, int from, int classes) {
    float greatest = Softmax.greatest(logits, from, classes);
    double sum = Softmax.sumOfExponentials(logits, from, classes, greatest);
    float[] probabilities = new float[classes];
    for (int c = 0; c < classes; c++) {
      probabilities[c] = (float) (Math.exp((double) logits[from + c] - greatest) / sum);
    }
    return probabilities;
  }

  /** What is done with the scores of the images from {@code from} on. */
  private interface BatchAction {
    void accept(int from, Tensor logits);
  }

  private void forEachBatch(Dataset data, Mode mode, BatchAction action) {
    requireFits("evaluated", network, data);
    int[] order = IntStream.range(0, data.size()).toArray();
    int size = Math.min(batchSize, order.length); // a batch may be larger than a small set
    if (batch == null || batch.capacity() < size) {
      batch = new Batch(contents, network.inputShape(), size);
    }
    for (int from = 0; from < order.length; from += size) {
      int to = Math.min(order.length - from, size) + from;
      batch.fill(data, order, from, to);
      action.accept(from, network.forwardToLogits(batch.x(), mode));
      progress.accept(to);
    }
  }

  static void requireClassifier(Network network) {
    if (network.outputShape().rank() != 1 || network.outputShape().dim(0) < 2) {
      throw new IllegalArgumentException(
          "a classifier ends with one score for each of at least two classes, but the network's"
              + " output is "
              + network.outputShape()
              + "; end it with Flatten and Dense(classes)");
    }
  }

  static void requireFits(String role, Network network, Dataset data) {
    if (data.size() == 0) {
      throw new IllegalArgumentException("the " + role + " set is empty");
    }
    if (!data.sampleShape().equals(network.inputShape())) {
      throw new IllegalArgumentException(
          "the "
              + role
              + " set has images of "
              + data.sampleShape()
              + ", but the network takes "
              + network.inputShape());
    }
    if (data.classNames().size() > network.outputShape().dim(0)) {
      throw new IllegalArgumentException(
          "the "
              + role
              + " set has "
              + data.classNames().size()
              + " classes, but the network has "
              + network.outputShape().dim(0)
              + " outputs");
    }
  }
}
