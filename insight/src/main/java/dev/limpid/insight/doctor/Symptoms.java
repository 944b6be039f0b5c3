package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Set;

/**
 * Findings that conclude from how a training goes, and not from a fault that was measured itself.
 * After a few steps nothing has gone anywhere yet: they wait. That it ended after a few does not.
 */
final class Symptoms {
  /** Steps after which a training has a course. */
  private static final int ENOUGH = 20;

  private static final Set<String> NAMES =
      Set.of(
          Names.NOISY_LABELS,
          Names.RANDOM_LABELS,
          Names.TOO_FEW_SAMPLES,
          Names.UNDERFITTING,
          Names.DEAD_UNITS,
          Names.LEARNING_RATE_TOO_LOW,
          Names.LOSS_NOT_DECREASING,
          Names.GRADIENT_NOISE,
          Names.MOMENTUM_TOO_HIGH,
          Names.DROPOUT,
          Names.AUGMENTATION,
          Names.AVERAGING,
          Names.OVERFITTING,
          Names.FEW_IMAGES_A_WORKER,
          Names.BATCH_DEPENDENCE);

  private Symptoms() {}

  /**
   * Whether a finding of a training, not of a network that was trained elsewhere, must wait. Lag is
   * measured itself, and waits only while steps are to come that may end it.
   */
  static boolean comeTooEarly(Finding finding, RunRecord run) {
    boolean waits =
        NAMES.contains(finding.name())
            || finding.name().equals(Names.BATCHNORM_LAG) && run.state() == RunRecord.State.RUNNING;
    return waits && run.state() != RunRecord.State.EXAMINED && Progress.of(run).steps() < ENOUGH;
  }
}
