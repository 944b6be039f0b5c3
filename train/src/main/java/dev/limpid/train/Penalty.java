package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Network;

/**
 * Penalties on the size of kernels, as Keras's {@code kernel_regularizer=L1L2(l1, l2)} on every
 * layer: {@code l1 sum |w| + l2 sum w^2} is added to what is made small.
 */
record Penalty(double l1, double l2) {
  static final Penalty NONE = new Penalty(0, 0);

  Penalty {
    if (!(l1 >= 0 && l2 >= 0 && Double.isFinite(l1 + l2))) {
      throw new IllegalArgumentException(
          "penalties must be 0 or more, but l1 is " + l1 + " and l2 is " + l2);
    }
  }

  /** Adds its gradient, {@code l1 sign(w) + 2 l2 w}. */
  void addGradient(Network network) {
    if (equals(NONE)) {
      return;
    }
    for (Parameter parameter : network.parameters()) {
      if (parameter.isTrainable() && parameter.isDecayed()) {
        float[] w = parameter.value().data();
        float[] g = parameter.gradient().data();
        for (int i = 0; i < parameter.value().size(); i++) {
          g[i] += (float) (l1 * Math.signum(w[i]) + 2 * l2 * w[i]);
        }
      }
    }
  }
}
