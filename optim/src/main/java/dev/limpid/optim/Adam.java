package dev.limpid.optim;

import dev.limpid.core.Parameter;

/**
 * Adam: each weight's step is the mean of its gradients over the root of the mean of their squares.
 *
 * <pre>
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g^2
 * w = w - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)        t = 1, 2, ...
 * </pre>
 *
 * <p>Kingma and Ba, "Adam: A Method for Stochastic Optimization" (2015), Algorithm 1. As there and
 * in PyTorch, epsilon is added after bias correction; Keras adds it before. Weight decay is L2: it
 * enters g, and so is divided by the root as well; {@link AdamW} does otherwise.
 */
public final class Adam extends Optimizer {
  private final AdamUpdate formula;

  private Adam(Builder builder) {
    super(builder);
    this.formula =
        new AdamUpdate(builder.beta1, builder.beta2, builder.epsilon, builder.biasCorrection);
  }

  /**
   * Keras's defaults: learning rate 1e-3, beta1 0.9, beta2 0.999, epsilon 1e-7, no weight decay.
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  Slots newSlots(Parameter parameter) {
    return Slots.of(parameter, true, true);
  }

  @Override
  void prepare(double rate, long step) {
    formula.prepare(rate, step);
  }

  @Override
  void update(
      float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay) {
    formula.apply(w, g, slots, from, to, scale, limit, decay, 0);
  }

  @Override
  double epsilon() {
    return formula.epsilon();
  }

  @Override
  double rootFactor() {
    return formula.rootFactor();
  }

  @Override
  String settings() {
    return formula.settings();
  }

  /** The settings of {@link Adam}. */
  public static final class Builder extends OptimizerBuilder<Builder> {
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-7;
    private boolean biasCorrection = true;

    private Builder() {
      super(1e-3, 0);
    }

    /**
     * How much of the first moment stays from step to step; 0.9 by default.
     *
     * @throws IllegalArgumentException unless 0 or more and less than 1
     */
    public Builder beta1(double factor) {
      this.beta1 = Checks.decayFactor("beta1", factor);
      return this;
    }

    /**
     * How much of the second moment stays from step to step; 0.999 by default.
     *
     * @throws IllegalArgumentException unless 0 or more and less than 1
     */
    public Builder beta2(double factor) {
      this.beta2 = Checks.decayFactor("beta2", factor);
      return this;
    }

    /**
     * Keeps the divisor from 0; 1e-7 by default (Keras), 1e-8 in the paper and PyTorch.
     *
     * @throws IllegalArgumentException if it is not finite or, as a float32, not above 0
     */
    public Builder epsilon(double value) {
      this.epsilon = Checks.epsilon(value);
      return this;
    }

    /**
     * Whether the moments are divided by {@code 1 - beta^t}; on by default. Without it the first
     * steps are about {@code (1 - beta1) / sqrt(1 - beta2)} times as long: 3.2 times by default.
     */
    public Builder biasCorrection(boolean on) {
      this.biasCorrection = on;
      return this;
    }

    @Override
    public Adam build() {
      return new Adam(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
