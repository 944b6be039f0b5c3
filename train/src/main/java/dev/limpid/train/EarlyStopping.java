package dev.limpid.train;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Network;
import java.util.List;

/**
 * Remembers the weights and statistics of the best epoch, and says when it has been too long ago.
 * Prechelt, "Early Stopping - But When?" (1998); Keras's {@code EarlyStopping} with {@code
 * restore_best_weights}.
 */
final class EarlyStopping {
  private final Network network;
  private final Monitor monitor;
  private final int patience;
  private final List<Tensor> best;
  private double bestValue;
  private int waited;

  /**
   * For a training that starts.
   *
   * @param patience epochs without improvement after which to stop, 1 or more
   */
  EarlyStopping(Network network, Monitor monitor, int patience) {
    this.network = network;
    this.monitor = monitor;
    this.patience = patience;
    this.best = network.parameters().stream().map(p -> p.value().copy()).toList();
    this.bestValue = monitor.worst();
  }

  /** Takes an epoch's validation; whether to stop now. */
  boolean stopsAfter(Evaluation validation) {
    double value = monitor.of(validation);
    if (monitor.isBetter(value, bestValue)) {
      bestValue = value;
      waited = 0;
      for (int i = 0; i < best.size(); i++) {
        best.get(i).copyFrom(network.parameters().get(i).value());
      }
    } else {
      waited++;
    }
    return stops();
  }

  /** Whether the best epoch is too long ago. */
  boolean stops() {
    return waited >= patience;
  }

  /** Goes back to the best epoch; nothing if there was none. */
  void restore() {
    if (bestValue != monitor.worst()) {
      for (int i = 0; i < best.size(); i++) {
        network.parameters().get(i).value().copyFrom(best.get(i));
      }
    }
  }

  /** The values of the best epoch, in the order of the parameters. */
  List<Tensor> best() {
    return best;
  }

  /** The best value, infinite if there was none. */
  double bestValue() {
    return bestValue;
  }

  /** Epochs since then. */
  int waited() {
    return waited;
  }

  /** Goes on from a checkpoint, whose best values are put into {@link #best}. */
  void goOnFrom(double newBestValue, int newWaited) {
    bestValue = newBestValue;
    waited = newWaited;
  }
}
