package dev.limpid.optim;

/**
 * A bound on the gradients, applied before weight decay and before the optimizer's own formula. The
 * tensors of the gradients keep what the backward pass wrote: only what the step uses is bounded.
 */
public sealed interface Clipping {
  /** Gradients as they are. A NaN in one of them reaches the weights. */
  static Clipping none() {
    return new None();
  }

  /**
   * Each single value is brought into {@code -limit ... limit}; a NaN stays one. Keras's {@code
   * clipvalue}.
   *
   * @throws IllegalArgumentException if the limit is not above 0 and finite
   */
  static Clipping byValue(double limit) {
    return new ByValue(limit);
  }

  /**
   * All gradients together, as one long vector, are scaled by {@code limit / norm} when their
   * Euclidean norm is above {@code limit}. Keras's {@code global_clipnorm}. Pascanu, Mikolov and
   * Bengio, "On the difficulty of training recurrent neural networks" (2013).
   *
   * <p>The norm is summed in float64, in a fixed order. It is finite unless some gradient is not;
   * then the step is refused with a {@link NonFiniteGradientException} that names the parameter,
   * and weights, moments and the count of steps stay as they were.
   *
   * @throws IllegalArgumentException if the limit is not above 0 and finite
   */
  static Clipping byGlobalNorm(double limit) {
    return new ByGlobalNorm(limit);
  }

  /** See {@link #none}. */
  record None() implements Clipping {
    @Override
    public String toString() {
      return "none";
    }
  }

  /**
   * See {@link #byValue}.
   *
   * @param limit the largest absolute value
   */
  record ByValue(double limit) implements Clipping {
    /** Checks the limit. */
    public ByValue {
      Checks.positive("the limit of the gradient's values", limit);
    }

    @Override
    public String toString() {
      return "by value " + limit;
    }
  }

  /**
   * See {@link #byGlobalNorm}.
   *
   * @param limit the largest norm
   */
  record ByGlobalNorm(double limit) implements Clipping {
    /** Checks the limit. */
    public ByGlobalNorm {
      Checks.positive("the limit of the gradient's norm", limit);
    }

    @Override
    public String toString() {
      return "by global norm " + limit;
    }
  }
}
