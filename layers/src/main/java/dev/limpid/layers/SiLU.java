package dev.limpid.layers;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;

/**
 * The sigmoid-weighted linear unit, {@code y = x / (1 + exp(-x))}, for inputs of any shape, at most
 * 4 units in the last place off; below -87 it may be 0. Known as Swish too, Keras's {@code silu}.
 *
 * <p>Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units for Neural Network Function
 * Approximation in Reinforcement Learning", 2017, arXiv:1702.03118.
 */
public final class SiLU extends InputActivation {
  /** A sigmoid-weighted linear unit. */
  public SiLU() {}

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    compute().rowKernels().sigmoid(x, y, from, to);
    for (int i = from; i < to; i++) {
      y[i] *= x[i];
    }
  }

  /** With the sigmoid s, {@code dx = dy s (1 + x (1 - s))}. */
  @Override
  void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
    Scratch scratch = Scratch.current();
    float[] value = scratch.atLeast(Slot.SUMS, BLOCK);
    float[] s = scratch.atLeast(Slot.MORE_ROWS, BLOCK);
    float[] gradient = scratch.atLeast(Slot.THIRD_ROWS, BLOCK);
    for (int start = from; start < to; start += BLOCK) {
      int count = Math.min(BLOCK, to - start);
      System.arraycopy(x, start, value, 0, count);
      System.arraycopy(dy, start, gradient, 0, count);
      compute().rowKernels().sigmoid(value, s, 0, count);
      for (int i = 0; i < count; i++) {
        gradient[i] *= s[i] * (1 + value[i] * (1 - s[i]));
      }
      System.arraycopy(gradient, 0, dx, start, count);
    }
  }
}
