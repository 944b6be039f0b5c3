package dev.limpid.insight.measure.health;

import dev.limpid.core.Tensor;

/** The units of a ReLU (the last axis of {@code [N, ..., C]}) that were 0 in all batches so far. */
final class DeadUnits {
  private int[] dead;
  private int count;

  /** Forgets all batches. */
  void reset() {
    dead = null;
  }

  /** Looks only at units of which none was above 0 yet, and so mostly at a few rows. */
  void add(Tensor output) {
    int channels = output.shape().dim(-1);
    if (dead == null) {
      dead = new int[channels];
      count = channels;
      for (int c = 0; c < channels; c++) {
        dead[c] = c;
      }
    }
    for (int at = 0; at < output.size() && count > 0; at += channels) {
      int left = 0;
      for (int i = 0; i < count; i++) {
        if (!(output.data()[at + dead[i]] > 0)) {
          dead[left++] = dead[i];
        }
      }
      count = left;
    }
  }

  /** Their share; NaN if no batch was seen. */
  double share() {
    return dead == null ? Double.NaN : (double) count / dead.length;
  }
}
