package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Network;
import java.util.List;

/**
 * Remembers the weights and statistics of the epoch with the lowest validation loss, and says when
 * it has been too long ago. Prechelt, "Early Stopping - But When?" (1998); Keras's {@code
 * EarlyStopping} with {@code restore_best_weights}.
 */
final class EarlyStopping {
  private final Network network;
  private final int patience;
  private final List<Tensor> best;
  private double lowest = Double.POSITIVE_INFINITY;
  private int waited;

  /**
   * For a training that starts.
   *
   * @param patience epochs without improvement after which to stop, 1 or more
   */
  EarlyStopping(Network network, int patience) {
    this.network = network;
    this.patience = patience;
    this.best = network.parameters().stream().map(p -> p.value().copy()).toList();
  }

  /** Takes an epoch's validation loss; whether to stop now. */
  boolean stopsAfter(double loss) {
    if (loss < lowest) {
      lowest = loss;
      waited = 0;
      for (int i = 0; i < best.size(); i++) {
        best.get(i).copyFrom(network.parameters().get(i).value());
      }
    } else {
      waited++;
    }
    return waited >= patience;
  }

  /** Goes back to the best epoch; nothing if there was none. */
  void restore() {
    if (lowest < Double.POSITIVE_INFINITY) {
      for (int i = 0; i < best.size(); i++) {
        Parameter parameter = network.parameters().get(i);
        parameter.value().copyFrom(best.get(i));
      }
    }
  }
}
