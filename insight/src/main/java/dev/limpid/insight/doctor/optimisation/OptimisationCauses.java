package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Cause;
import java.util.List;

/** The causes that lie in the optimizer and its numbers. */
public final class OptimisationCauses {
  private OptimisationCauses() {}

  /** One of each, the most direct first. */
  public static List<Cause> all() {
    return List.of(
        new NoBiasCorrection(),
        new EpsilonTooLarge(),
        new MomentumTooHigh(),
        new LearningRateTooHigh(),
        new LearningRateTooLow(),
        new GradientNoise(),
        new StoppedEarly(),
        new LossNotDecreasing());
  }
}
