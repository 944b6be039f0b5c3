package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.run.RunRecord;

/**
 * BatchNorm's averages that are off though the weights have hardly moved: of batches that training
 * changes, as augmentation does, and inference does not.
 *
 * <p>By the steps that an average remembers, weights moved by {@code steps * update ratio} of their
 * size at most. In trainings of the development seeds whose averages lag, the median channel is off
 * by a third of that in deviations; in those whose dropout stands before BatchNorm, by 9 to 1,500
 * times.
 */
final class OtherStatistics {
  /** Deviations, or logarithms of their ratio, by which a layer's median channel is off. */
  private static final double APART = 0.3;

  /** The same by how far weights moved, as a share of their size. */
  private static final double REACH = 10;

  /** Of an average, from before the first step: what is left of it may be what is wrong. */
  private static final double LEFT = 0.001;

  private OtherStatistics() {}

  /** Whether it is so in the last epoch of a run, in which the averages still cost loss. */
  static boolean are(RunRecord run, TermHistory lag) {
    if (!lag.lately() || !lag.throughoutLately()) {
      return false;
    }
    EpochGap last = run.gaps().get(run.gaps().size() - 1);
    int steps = Progress.of(run).steps();
    return last.drift().stream()
        .filter(layer -> Math.exp(-steps / layer.memorySteps()) < LEFT)
        .anyMatch(layer -> isApart(run, last.epoch(), layer));
  }

  private static boolean isApart(RunRecord run, int epoch, LayerDrift layer) {
    double apart = Math.max(layer.meanShift().median(), layer.logDeviationRatio().median());
    double moved = layer.memorySteps() * largestUpdate(run, epoch, layer);
    return apart > APART && apart > REACH * moved;
  }

  /** Over the ends of the epochs that an average remembers; NaN where none was looked at. */
  private static double largestUpdate(RunRecord run, int epoch, LayerDrift layer) {
    double epochs = Math.ceil(layer.memorySteps() / layer.stepsPerEpoch());
    return run.health().stream()
        .filter(health -> health.epoch() <= epoch && health.epoch() >= epoch - epochs)
        .flatMap(health -> health.layers().stream())
        .mapToDouble(LayerHealth::updateRatio)
        .filter(ratio -> !Double.isNaN(ratio))
        .max()
        .orElse(Double.NaN);
  }
}
