package dev.limpid.train;

import dev.limpid.layers.io.ModelFileException;
import dev.limpid.optim.Optimizer;

/**
 * Lowers the learning rate when a figure no longer gets better: Keras's and PyTorch's {@code
 * ReduceLROnPlateau}.
 */
final class Plateau {
  private final Monitor monitor;
  private final int patience;
  private final double factor;
  private double best;
  private int waited;

  Plateau(Monitor monitor, int patience, double factor) {
    this.monitor = monitor;
    this.patience = patience;
    this.factor = factor;
    this.best = monitor.worst();
  }

  @Override
  public String toString() {
    return "by " + factor + " after " + patience + " epochs of " + monitor;
  }

  Monitor monitor() {
    return monitor;
  }

  /** Takes an epoch's validation. */
  void add(Evaluation validation, Optimizer optimizer) {
    double value = monitor.of(validation);
    if (monitor.isBetter(value, best)) {
      best = value;
      waited = 0;
    } else if (++waited >= patience) {
      optimizer.rateFactor(optimizer.rateFactor() * factor);
      waited = 0;
    }
  }

  void put(Checkpoint checkpoint) {
    checkpoint.put("plateau waited", (long) waited);
    checkpoint.put("plateau best", best);
  }

  void read(Checkpoint checkpoint) throws ModelFileException {
    best = checkpoint.number("plateau best", best);
    waited = (int) checkpoint.whole("plateau waited");
  }
}
