package dev.limpid.train;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Evaluates a network and predicts with it, at fixed weights. Images are visited in the order of
 * the data set; nothing of the network changes.
 */
public final class Evaluator {
  private final Network network;
  private final String contents;
  private final int batchSize;
  private final int topK;
  private final Objective objective;
  private List<Metric> metrics = List.of();
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
    this(network, Objective.standard(), batchSize, topK, progress);
  }

  /**
   * An evaluator of another loss.
   *
   * @param objective what is computed of scores and images
   */
  public Evaluator(
      Network network, Objective objective, int batchSize, int topK, IntConsumer progress) {
    this(network, objective, batchSize, topK, progress, "images");
  }

  /** An evaluator whose messages call the images so. */
  Evaluator(
      Network network,
      Objective objective,
      int batchSize,
      int topK,
      IntConsumer progress,
      String contents) {
    this.network = Objects.requireNonNull(network, "network");
    this.objective = Objects.requireNonNull(objective, "objective");
    objective.requireFits(network);
    if (batchSize < 1 || topK < 1) {
      throw new IllegalArgumentException(
          "batch size and k must be 1 or more, but are " + batchSize + " and " + topK);
    }
    this.contents = contents;
    this.batchSize = batchSize;
    this.topK = topK;
    this.progress = progress;
  }

  /** Sets which further figures an evaluation has; none by default. */
  public Evaluator metrics(List<Metric> chosen) {
    chosen.forEach(metric -> metric.requireFits(objective.task()));
    Metrics.requireDistinct(chosen);
    metrics = List.copyOf(chosen);
    return this;
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
    int width = network.outputShape().size();
    Metrics sums = Metrics.ofEvaluation(objective.task(), width, topK);
    Predictions predictions =
        Predictions.ofSize(objective.task(), data.size(), objective.takesTargets());
    double[] losses = new double[Math.min(batchSize, data.size())];
    forEachBatch(
        data,
        mode,
        (from, scores) -> {
          sums.add(scores, batch, objective.forward(scores, batch, losses, null));
          for (int i = 0; i < scores.batchSize(); i++) {
            float[] row = objective.outputs(scores.data(), i * width, width);
            predictions.set(from + i, losses[i], row, batch, i);
          }
        });
    return sums.evaluation(predictions, metrics);
  }

  /**
   * The probabilities of the classes, or of the labels, or the numbers of a regression, for each
   * image of a data set, in inference mode; its labels are not used.
   *
   * @return {@code [images][outputs]}; the rows of a classification add up to 1
   */
  public float[][] predict(Dataset data) {
    int width = network.outputShape().size();
    List<float[]> rows = new ArrayList<>();
    forEachBatch(
        data,
        Mode.INFERENCE,
        (from, scores) -> {
          for (int i = 0; i < scores.batchSize(); i++) {
            rows.add(objective.outputs(scores.data(), i * width, width));
          }
        });
    return rows.toArray(new float[0][]);
  }

  /** What is done with the scores of the images from {@code from} on. */
  private interface BatchAction {
    void accept(int from, Tensor scores);
  }

  private void forEachBatch(Dataset data, Mode mode, BatchAction action) {
    objective.requireFits("evaluated", network, data);
    int[] order = IntStream.range(0, data.size()).toArray();
    int size = Math.min(batchSize, order.length); // a batch may be larger than a small set
    if (batch == null || batch.capacity() < size) {
      batch = objective.batch(contents, network, size);
    }
    for (int from = 0; from < order.length; from += size) {
      int to = Math.min(order.length - from, size) + from;
      batch.fill(data, order, from, to);
      action.accept(from, objective.scores(network, batch.x(), mode));
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
  }

  static void requireClasses(String role, Network network, Dataset data) {
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

  /** Checks that a label is the same class in both sets, as far as both name it. */
  static void requireSameClasses(Dataset training, Dataset validation) {
    List<String> learnt = training.classNames();
    List<String> validated = validation.classNames();
    int both = Math.min(learnt.size(), validated.size());
    if (!learnt.subList(0, both).equals(validated.subList(0, both))) {
      throw new IllegalArgumentException(
          "label numbers would mean other classes in the validation set than in the training set:"
              + " it has the classes "
              + ForeignText.brief(validated)
              + ", the training set has "
              + ForeignText.brief(learnt)
              + "; validate on Datasets.labelledAs(validation, training.classNames())");
    }
  }
}
