package dev.limpid.train;

import dev.limpid.core.Tensor;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.List;
import java.util.Objects;

/**
 * What a training makes small: a {@link Loss} and what of a batch it is given, labels or targets.
 * The loss of an image is multiplied by its {@linkplain Dataset#weight weight}, and the mean is
 * over the number of images (Keras's {@code sample_weight}).
 *
 * <p>Not safe for several threads at once.
 */
public final class Objective {
  private final Loss<int[]> ofLabels;
  private final Loss<Tensor> ofTargets;
  private final Loss<?> loss;
  private double[] ofImages = {};

  private Objective(Loss<int[]> ofLabels, Loss<Tensor> ofTargets) {
    this.ofLabels = ofLabels;
    this.ofTargets = ofTargets;
    this.loss = Objects.requireNonNull(ofLabels == null ? ofTargets : ofLabels, "loss");
  }

  /** Softmax cross-entropy of the labels. */
  public static Objective standard() {
    return ofLabels(new SoftmaxCrossEntropy());
  }

  /** A loss of the images' labels. */
  public static Objective ofLabels(Loss<int[]> loss) {
    return new Objective(loss, null);
  }

  /** A loss of the images' {@linkplain Dataset#readTarget targets}. */
  public static Objective ofTargets(Loss<Tensor> loss) {
    return new Objective(null, loss);
  }

  /** The loss. */
  public Loss<?> loss() {
    return loss;
  }

  /** What scores and targets mean. */
  public Task task() {
    return loss.task();
  }

  /** Whether the loss is of targets, not of labels. */
  boolean takesTargets() {
    return ofTargets != null;
  }

  /** An empty batch for a network's images, with room for what the loss needs. */
  public Batch batch(String contents, Network network, int capacity) {
    Batch batch = new Batch(contents, network.inputShape(), capacity);
    return ofTargets == null ? batch : batch.withTargets(network.outputShape());
  }

  /**
   * The scores that the loss takes: those before a final Softmax for a classification, otherwise
   * the network's output.
   */
  public Tensor scores(Network network, Tensor x, Mode mode) {
    return task() == Task.CLASSIFICATION
        ? network.forwardToLogits(x, mode)
        : network.forward(x, mode);
  }

  /**
   * The mean loss of a batch, as {@link Loss#forward(Tensor, Object, double[], Tensor)}, with the
   * weights of its images.
   */
  public double forward(Tensor scores, Batch batch, double[] losses, Tensor gradient) {
    boolean weighted = batch.isWeighted();
    double[] each = losses;
    if (weighted && losses == null) {
      ofImages = ofImages.length < batch.size() ? new double[batch.capacity()] : ofImages;
      each = ofImages;
    }
    double mean =
        ofLabels == null
            ? ofTargets.forward(scores, batch.targets(), each, gradient)
            : ofLabels.forward(scores, batch.labels(), each, gradient);
    return weighted ? weighted(batch, each, gradient) : mean;
  }

  private static double weighted(Batch batch, double[] losses, Tensor gradient) {
    double sum = 0;
    for (int n = 0; n < batch.size(); n++) {
      losses[n] *= batch.weights()[n];
      sum += losses[n];
      if (gradient != null) {
        int width = gradient.size() / batch.size();
        for (int i = n * width; i < (n + 1) * width; i++) {
          gradient.data()[i] *= batch.weights()[n];
        }
      }
    }
    return sum / batch.size();
  }

  /** What the network says of one image: probabilities, or for a regression the scores. */
  float[] outputs(float[] scores, int from, int count) {
    return outputs(task(), scores, from, count);
  }

  /** The same for a task. */
  static float[] outputs(Task task, float[] scores, int from, int count) {
    float[] outputs = new float[count];
    switch (task) {
      case CLASSIFICATION -> {
        float greatest = Softmax.greatest(scores, from, count);
        double sum = Softmax.sumOfExponentials(scores, from, count, greatest);
        for (int c = 0; c < count; c++) {
          outputs[c] = (float) (Math.exp((double) scores[from + c] - greatest) / sum);
        }
      }
      case MULTI_LABEL -> {
        for (int c = 0; c < count; c++) {
          outputs[c] = (float) (1 / (1 + Math.exp(-(double) scores[from + c])));
        }
      }
      case REGRESSION -> System.arraycopy(scores, from, outputs, 0, count);
    }
    return outputs;
  }

  /**
   * Checks that a network ends as the loss needs it.
   *
   * @throws IllegalArgumentException if not; the message says what to change
   */
  void requireFits(Network network) {
    if (task() == Task.REGRESSION) {
      return; // any output may be what is wanted
    }
    boolean scoresBeforeSoftmax = task() == Task.CLASSIFICATION && network.endsWithSoftmax();
    Layer last = lastOfScores(network);
    boolean sigmoid = last instanceof Sigmoid || last instanceof HardSigmoid;
    boolean softmax = last instanceof Softmax;
    if (task() == Task.MULTI_LABEL) {
      if (sigmoid || softmax || last instanceof LogSoftmax) {
        throw misfit(last, "would be followed by the sigmoid that " + loss + " has in itself");
      }
      return;
    }
    Evaluator.requireClassifier(network);
    if (softmax || scoresBeforeSoftmax && last instanceof LogSoftmax) {
      throw misfit(last, "would be followed by a second softmax, which flattens all");
    }
    if (sigmoid) {
      throw misfit(
          last,
          scoresBeforeSoftmax
              ? "would bring the scores before Softmax into 0 to 1"
              : "would be followed by the softmax that " + loss + " has in itself");
    }
  }

  /**
   * Checks that a network can learn what the loss asks for; one that has learnt it elsewhere may
   * end otherwise.
   *
   * @throws IllegalArgumentException if not; the message says what to change
   */
  void requireLearns(Network network) {
    Layer last = task() == Task.REGRESSION ? null : lastOfScores(network);
    if (last instanceof ReLU || last instanceof ReLU6) {
      throw misfit(last, "would cut off the scores below 0, from which it learns nothing");
    }
  }

  /** The layer that gives the scores their values; null for an input. */
  private Layer lastOfScores(Network network) {
    int behind = task() == Task.CLASSIFICATION && network.endsWithSoftmax() ? 1 : 0;
    List<Layer> end = NetworkEnd.layers(network, behind + 1);
    return end.size() > behind ? end.get(behind) : null;
  }

  private static IllegalArgumentException misfit(Layer layer, String why) {
    return new IllegalArgumentException(layer + " at the network's end " + why + "; leave it out");
  }

  /**
   * Checks that a data set fits network and loss.
   *
   * @throws IllegalArgumentException if not
   */
  void requireFits(String role, Network network, Dataset data) {
    Evaluator.requireFits(role, network, data);
    if (ofLabels != null) {
      Evaluator.requireClasses(role, network, data);
    }
    if (ofTargets != null && data.targetSize() != network.outputShape().size()) {
      throw new IllegalArgumentException(
          "the "
              + role
              + " set has targets of "
              + data.targetSize()
              + " numbers, but the network has "
              + network.outputShape().size()
              + " outputs");
    }
    if (ofLabels != null && data.classNames().isEmpty()) {
      throw new IllegalArgumentException(
          "the " + role + " set has no classes, which " + loss + " needs; give a loss of targets");
    }
  }

  @Override
  public String toString() {
    return loss.toString();
  }
}
