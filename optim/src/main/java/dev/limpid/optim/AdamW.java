package dev.limpid.optim;

import dev.limpid.core.Parameter;

/**
 * {@link Adam} with decoupled weight decay: the weights shrink by themselves, untouched by moments.
 *
 * <pre>
 * w = w - rate * weightDecay * w
 * m = beta1 * m + (1 - beta1) * g
 * v = beta2 * v + (1 - beta2) * g^2
 * w = w - rate * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon)        t = 1, 2, ...
 * </pre>
 *
 * <p>Loshchilov and Hutter, "Decoupled Weight Decay Regularization" (2019); as in Keras and PyTorch
 * the decay is multiplied by the learning rate.
 */
public final class AdamW extends Optimizer {
  private final AdamUpdate formula;
  private double rate;

  private AdamW(Builder builder) {
    super(builder);
    this.formula =
        new AdamUpdate(builder.beta1, builder.beta2, builder.epsilon, builder.biasCorrection);
  }

  /**
   * Keras's defaults: learning rate 1e-3, beta1 0.9, beta2 0.999, epsilon 1e-7, weight decay 0.004
   * (PyTorch: 0.01).
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
    this.rate = rate;
    formula.prepare(rate, step);
  }

  @Override
  void update(
      float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay) {
    formula.apply(w, g, slots, from, to, scale, limit, 0, (float) (rate * decay));
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

  /** The settings of {@link AdamW}. */
  public static final class Builder extends OptimizerBuilder<Builder> {
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-7;
    private boolean biasCorrection = true;

    private Builder() {
      super(1e-3, 0.004);
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
    public AdamW build() {
      return new AdamW(this);
    }

    @Override
    Builder self() {
      return this;
    }
  }
}
