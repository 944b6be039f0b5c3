package dev.limpid.train;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Says of each figure that is watched, once, that it is not a number and so never better. */
final class Watched {
  private final List<TrainingListener> listeners;
  private final Set<String> said = new HashSet<>();

  Watched(List<TrainingListener> listeners) {
    this.listeners = listeners;
  }

  /**
   * Takes an epoch's figure.
   *
   * @param who watches it, such as {@code early stopping}
   */
  void take(String who, Monitor monitor, Evaluation validation, int epoch) {
    if (Double.isNaN(monitor.of(validation)) && said.add(who + " " + monitor.figure())) {
      String warning =
          who
              + " watches "
              + monitor.figure()
              + ", which is NaN in epoch "
              + epoch
              + ": such an epoch is never better than another";
      listeners.forEach(listener -> listener.onWarning(warning));
    }
  }
}
