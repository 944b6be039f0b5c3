package dev.limpid.train;

import dev.limpid.layers.Network;
import dev.limpid.layers.norm.KnownStatistics;

/**
 * The batches into which a pass over a data set is cut: each has {@code batchSize} images, the last
 * one what is left.
 *
 * <p>Where only one image is left and the network has BatchNorm, that image joins the batch before,
 * which is then one larger: by itself it would be its own mean, all features behind BatchNorm would
 * be zero, and the moving averages would learn a variance of zero. PyTorch refuses such a batch,
 * Keras trains on it.
 *
 * @param images images of the set
 * @param batchSize images of a batch
 * @param joinsLast whether a last batch of one image joins the one before
 */
public record Batches(int images, int batchSize, boolean joinsLast) {
  /** Checks the sizes. */
  public Batches {
    if (images < 0 || batchSize < 1) {
      throw new IllegalArgumentException(
          "there can't be batches of " + batchSize + " of " + images + " images");
    }
  }

  /** The batches of a pass of a network over so many images. */
  public static Batches of(Network network, int images, int batchSize) {
    return new Batches(images, batchSize, !KnownStatistics.moved(network).isEmpty());
  }

  /** How many batches there are. */
  public int count() {
    return images / batchSize + (images % batchSize > (joinsOne() ? 1 : 0) ? 1 : 0);
  }

  private boolean joinsOne() {
    return joinsLast && batchSize > 1 && images > batchSize;
  }

  /** The first image of a batch, counted from 0. */
  public int from(int batch) {
    return batch * batchSize;
  }

  /** The end of a batch: the first image that is not in it. */
  public int to(int batch) {
    return batch == count() - 1 ? images : from(batch + 1);
  }

  /** The most images that a batch has. */
  public int largest() {
    return count() == 0 ? 0 : Math.max(to(0), to(count() - 1) - from(count() - 1));
  }
}
