package dev.limpid.train;

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

  double best() {
    return best;
  }

  int waited() {
    return waited;
  }

  void goOnFrom(double newBest, int newWaited) {
    best = newBest;
    waited = newWaited;
  }
}
