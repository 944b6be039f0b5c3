package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;

/**
 * A layer that changes values at random where the mode says dropout, as in training; otherwise, as
 * in inference, its output is its input. Input and output have the same shape.
 */
abstract class RandomLayer extends Layer {
  private RandomPasses passes;

  /** Whether the last pass with backward was random. */
  private boolean wasRandom;

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public final boolean worksInPlace() {
    return true;
  }

  @Override
  public final boolean keepsInput() {
    return false;
  }

  @Override
  public final long[] counters() {
    return passes.counters();
  }

  @Override
  public final void restoreCounters(long... counters) {
    super.restoreCounters(counters);
    passes.restore(counters);
  }

  @Override
  public final InferenceForm inferenceForm() {
    return new InferenceForm.Identity();
  }

  @Override
  protected final void onBuild(Shape input, Rng rng) {
    passes = new RandomPasses(rng);
  }

  /** The generator of the last pass with backward, once more. */
  final Rng lastWithBackward() {
    return passes.lastWithBackward();
  }

  @Override
  protected final void onForward(Tensor x, Tensor y, Mode mode) {
    boolean random = mode.dropout() && isRandom();
    if (mode.backward()) {
      wasRandom = random;
    }
    if (random) {
      forwardAtRandom(x, y, mode.backward(), passes.next(mode));
    } else if (x != y) {
      copy(x, y);
    }
  }

  @Override
  protected final void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    if (wasRandom) {
      backwardThroughRandom(dy, dx);
    } else if (dx != dy) {
      copy(dy, dx);
    }
  }

  /**
   * Changes values at random.
   *
   * @param y may be {@code x}; modified
   * @param remembers whether {@link #backwardThroughRandom} follows
   * @param pass where the random numbers come from
   */
  abstract void forwardAtRandom(Tensor x, Tensor y, boolean remembers, Rng pass);

  /**
   * Computes the gradient of the last pass that was to be remembered.
   *
   * @param dx may be {@code dy}; modified
   */
  abstract void backwardThroughRandom(Tensor dy, Tensor dx);
}
