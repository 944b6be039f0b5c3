package dev.limpid.insight.doctor.optimisation;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.words.Names;
import java.util.LinkedHashMap;
import java.util.Map;

/** The causes that lie in the optimizer and its numbers. */
public final class OptimisationCauses {
  private OptimisationCauses() {}

  /** One of each, by the name of its finding, the most direct first. */
  public static Map<String, Cause> all() {
    Map<String, Cause> causes = new LinkedHashMap<>();
    causes.put(Names.WEIGHT_DECAY_TOO_STRONG, new WeightDecayTooStrong());
    causes.put(Names.NO_BIAS_CORRECTION, new NoBiasCorrection());
    causes.put(Names.EPSILON_TOO_LARGE, new EpsilonTooLarge());
    causes.put(Names.MOMENTUM_TOO_HIGH, new MomentumTooHigh());
    causes.put(Names.LEARNING_RATE_TOO_HIGH, new LearningRateTooHigh());
    causes.put(Names.LEARNING_RATE_TOO_LOW, new LearningRateTooLow());
    causes.put(Names.GRADIENT_NOISE, new GradientNoise());
    causes.put(Names.STOPPED_EARLY, new StoppedEarly());
    causes.put(Names.LOSS_NOT_DECREASING, new LossNotDecreasing());
    return causes;
  }
}
