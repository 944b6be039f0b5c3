package dev.limpid.train;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFileException;
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

  void put(Checkpoint checkpoint) {
    checkpoint.put("waited", (long) waited);
    checkpoint.put("best value", bestValue);
    checkpoint.putAll("best", network.parameters(), best);
  }

  void read(Checkpoint checkpoint) throws ModelFileException {
    checkpoint.readAll("best", network.parameters(), best);
    bestValue = checkpoint.number("best value", monitor.worst());
    waited = (int) checkpoint.whole("waited");
  }
}
