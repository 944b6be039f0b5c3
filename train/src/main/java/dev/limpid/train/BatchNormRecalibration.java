package dev.limpid.train;

import dev.limpid.core.Rng;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import java.util.List;

/**
 * Replaces BatchNorm's moving averages, which lag behind the weights, by statistics of a whole data
 * set at the present weights.
 *
 * <p>One forward pass over the data in batch mode ({@link Mode#GATHER}), with the weights frozen
 * and dropout off. With {@code n_b} values a channel in batch b, of mean {@code mean_b} and biased
 * variance {@code variance_b},
 *
 * <pre>
 * mean     = sum n_b mean_b / sum n_b
 * variance = sum n_b (variance_b + mean_b^2) / sum n_b - mean^2
 * </pre>
 *
 * <p>which for the first BatchNorm layer are exactly the statistics of the whole set. Deeper layers
 * see inputs that were normalised by their batch, as they did in training.
 *
 * <p>The idea is known as "precise BN" (Wu and Johnson, "Rethinking 'Batch' in BatchNorm", 2021,
 * arXiv:2105.07576; fvcore's {@code update_bn_stats}) and from PyTorch's {@code
 * torch.optim.swa_utils.update_bn}. These average the variances of the batches (PyTorch the
 * unbiased ones); here it is the second moments, so that differences between the means of batches
 * count too.
 *
 * <p>Afterwards inference ({@link Mode#INFERENCE}) and {@link Mode#POPULATION} give the same bits,
 * and the statistics stay with each layer as its {@linkplain BatchNorm#population() population}.
 */
public final class BatchNormRecalibration {
  private BatchNormRecalibration() {}

  /**
   * Recalibrates all BatchNorm layers, with batches in a random order that is always the same.
   *
   * @param network changed: moving averages and population statistics, nothing else
   * @param data usually the training set, as it is, not augmented
   * @param batchSize images of a batch; for the statistics that training saw, that of the training
   * @throws IllegalArgumentException if the data does not fit the network, the batch size is not
   *     positive, or another layer than BatchNorm has moving averages
   */
  public static void recalibrate(Network network, Dataset data, int batchSize) {
    Evaluator.requireFits("recalibration", network, data);
    int[] order = Rng.of(0).split("recalibration").permutation(data.size());
    recalibrate(network, data, order, batchSize);
  }

  /** Recalibrates with the images in this order. */
  static void recalibrate(Network network, Dataset data, int[] order, int batchSize) {
    List<BatchNorm> layers = KnownStatistics.moved(network);
    KnownStatistics.require(network, "recalibration");
    if (layers.isEmpty()) {
      return;
    }
    layers.forEach(layer -> layer.population().reset());
    Batches batches = Batches.of(network, order.length, batchSize);
    Batch batch = new Batch("images to recalibrate on", network.inputShape(), batches.largest());
    for (int i = 0; i < batches.count(); i++) {
      batch.fill(data, order, batches.from(i), batches.to(i));
      network.forwardToLogits(batch.x(), Mode.GATHER);
    }
    layers.forEach(BatchNorm::adoptPopulation);
  }
}
