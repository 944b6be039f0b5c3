package dev.limpid.insight.doctor.network;

/** What comes of more than one cause. */
final class Consequences {
  /** Of a network that can't learn as it should. */
  static final String[] OF_A_BROKEN_NETWORK = {
    "frozen-layer",
    "noisy-labels",
    "poor-initialisation",
    "vanishing-gradients",
    "exploding-gradients",
    "dead-units",
    "saturated-outputs",
    "learning-rate-too-high",
    "learning-rate-too-low",
    "momentum-too-high",
    "gradient-noise",
    "loss-not-decreasing",
    "stopped-early",
    "underfitting",
    "overfitting",
    "batchnorm-lag",
    "batch-dependence"
  };

  private Consequences() {}
}
