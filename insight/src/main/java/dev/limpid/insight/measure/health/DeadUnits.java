package dev.limpid.insight.measure.health;

import dev.limpid.core.Tensor;
import dev.limpid.layers.ELU;
import dev.limpid.layers.GELU;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Tanh;

/**
 * The units of an activation (the last axis of {@code [N, ..., C]}) that were dead in all batches
 * so far: whose outputs all lie where it lets through at most a tenth of a gradient, or the little
 * that a LeakyReLU does below zero.
 */
final class DeadUnits {
  /** Outputs that lie between these, both included. */
  private record Range(float least, float greatest) {}

  private static final Range BELOW_ZERO = new Range(Float.NEGATIVE_INFINITY, 0);

  /** {@code exp(x) < 0.1}. */
  private static final Range OF_ELU = new Range(-1, -0.9f);

  /** x below -2, where the slope is at least -0.09. */
  private static final Range OF_GELU = new Range(-0.0455f, 0);

  /** x below -2.9, where the slope is at least -0.1. */
  private static final Range OF_SILU = new Range(-0.151f, 0);

  /** {@code 1 - y^2 < 0.1}, on either side. */
  private static final Range OF_TANH = new Range(-1, -0.949f);

  private final Range range;
  private final boolean onBothSides;
  private int[] dead;
  private int count;

  DeadUnits(Layer layer) {
    range = rangeOf(layer);
    onBothSides = layer instanceof Tanh;
  }

  private static Range rangeOf(Layer layer) {
    if (layer instanceof ReLU || layer instanceof LeakyReLU) {
      return BELOW_ZERO;
    }
    if (layer instanceof ELU) {
      return OF_ELU;
    }
    if (layer instanceof GELU) {
      return OF_GELU;
    }
    if (layer instanceof SiLU) {
      return OF_SILU;
    }
    return layer instanceof Tanh ? OF_TANH : null;
  }

  /** Whether units of the layer can die. */
  boolean canBe() {
    return range != null;
  }

  /** Forgets all batches. */
  void reset() {
    dead = null;
  }

  /** Looks only at units that no image has shown to be alive yet, and so mostly at a few rows. */
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
        if (isDead(output.data()[at + dead[i]])) {
          dead[left++] = dead[i];
        }
      }
      count = left;
    }
  }

  private boolean isDead(float value) {
    float low = onBothSides ? -Math.abs(value) : value;
    return !(low > range.greatest || low < range.least);
  }

  /** Their share; NaN if no batch was seen. */
  double share() {
    return dead == null ? Double.NaN : (double) count / dead.length;
  }
}
