package dev.limpid.insight.doctor.network;

import dev.limpid.insight.doctor.words.Names;

/** The consequences of more than one cause. */
final class Consequences {
  /** What comes of a network that can't learn as it should. */
  static final String[] OF_A_BROKEN_NETWORK = {
    Names.FROZEN_LAYER,
    Names.NOISY_LABELS,
    Names.POOR_INITIALISATION,
    Names.VANISHING_GRADIENTS,
    Names.EXPLODING_GRADIENTS,
    Names.DEAD_UNITS,
    Names.SATURATED_OUTPUTS,
    Names.LEARNING_RATE_TOO_HIGH,
    Names.LEARNING_RATE_TOO_LOW,
    Names.MOMENTUM_TOO_HIGH,
    Names.GRADIENT_NOISE,
    Names.LOSS_NOT_DECREASING,
    Names.STOPPED_EARLY,
    Names.UNDERFITTING,
    Names.OVERFITTING,
    Names.BATCHNORM_LAG,
    Names.BATCH_DEPENDENCE
  };

  private Consequences() {}
}
