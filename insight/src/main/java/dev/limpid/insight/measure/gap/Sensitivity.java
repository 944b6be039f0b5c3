package dev.limpid.insight.measure.gap;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.train.Objective;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;
import java.util.List;

/**
 * How a mean over images depends on the population statistics that normalise them, from one forward
 * and two backward passes.
 *
 * <p>Where the statistics are constants, the gradients that a BatchNorm layer computes anyway tell
 * it:
 *
 * <pre>
 * dL/dmean     = -gamma / sqrt(variance + eps) * dbeta
 * dL/dvariance = -gamma / (2 (variance + eps)) * dgamma
 * </pre>
 *
 * <p>Accuracy is a step function without a gradient; its place is taken by the mean probability of
 * the right class. Where there is no such class, it is taken as exact.
 */
final class Sensitivity {
  private static final Mode FOR_BACKWARD =
      new Mode(Mode.Statistics.POPULATION, Mode.Update.NONE, false, true);

  private final Network network;
  private final List<BatchNorm> layers;
  private final Objective objective;

  Sensitivity(Network network, Objective objective) {
    this.network = network;
    this.objective = objective;
    this.layers = KnownStatistics.moved(network);
  }

  /**
   * The derivatives by the statistics of each layer: first by its means, then by its variances.
   *
   * @param ofLoss how the mean loss depends on them
   * @param ofAccuracy how accuracy does
   */
  record Result(double[][] ofLoss, double[][] ofAccuracy) {
    double[][] of(Metric metric) {
      return metric == Metric.LOSS ? ofLoss : ofAccuracy;
    }
  }

  /** Measures it on some images; leaves other values in the gradients of the parameters. */
  Result measure(Dataset data, int[] images) {
    Batch batch = objective.batch("images", network, images.length);
    batch.fill(data, images, 0, images.length);
    Tensor logits = objective.scores(network, batch.x(), FOR_BACKWARD);
    Tensor gradient = Tensor.zeros(0);
    objective.forward(logits, batch, null, gradient);
    network.backward(gradient);
    double[][] ofLoss = byStatistics();
    if (objective.task() != Task.CLASSIFICATION) {
      return new Result(ofLoss, zerosLike(ofLoss));
    }
    new SoftmaxCrossEntropy().forward(logits, batch.labels(), null, gradient);
    network.backward(gradientOfRightProbability(gradient, batch.labels()));
    return new Result(ofLoss, byStatistics());
  }

  private static double[][] zerosLike(double[][] other) {
    return Arrays.stream(other).map(row -> new double[row.length]).toArray(double[][]::new);
  }

  /** From (p - onehot) / n to the gradient of mean p_label: p_label (onehot - p) / n. */
  private static Tensor gradientOfRightProbability(Tensor ofLoss, int[] labels) {
    int samples = ofLoss.batchSize();
    int classes = ofLoss.shape().dim(1);
    Tensor gradient = Tensor.zeros(ofLoss.shape());
    for (int n = 0; n < samples; n++) {
      int row = n * classes;
      double right = 1 + (double) samples * ofLoss.data()[row + labels[n]];
      for (int j = 0; j < classes; j++) {
        gradient.data()[row + j] = (float) (-right * ofLoss.data()[row + j]);
      }
    }
    return gradient;
  }

  private double[][] byStatistics() {
    double[][] result = new double[layers.size()][];
    for (int i = 0; i < result.length; i++) {
      BatchNorm layer = layers.get(i);
      float[] gamma = layer.gamma().value().data();
      float[] dGamma = layer.gamma().gradient().data();
      float[] dBeta = layer.beta().gradient().data();
      int channels = layer.gamma().value().size();
      result[i] = new double[2 * channels];
      for (int c = 0; c < channels; c++) {
        double variance = layer.population().variance(c) + layer.epsilon();
        result[i][c] = -gamma[c] * dBeta[c] / Math.sqrt(variance);
        result[i][channels + c] = -gamma[c] * dGamma[c] / (2 * variance);
      }
    }
    return result;
  }
}
