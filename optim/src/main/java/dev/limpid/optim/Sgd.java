package dev.limpid.optim;

import dev.limpid.core.Parameter;
import java.util.Optional;

/**
 * Stochastic gradient descent, with momentum where asked for.
 *
 * <pre>
 * v = momentum * v + g
 * w = w - rate * v                        or, with Nesterov, w - rate * (g + momentum * v)
 * </pre>
 *
 * <p>PyTorch's convention: the rate multiplies the velocity when it is used, where Keras multiplies
 * the gradient when it enters. The two differ only when the rate changes during the run.
 *
 * <p>Sutskever et al., "On the importance of initialization and momentum in deep learning" (2013).
 */
public final class Sgd extends Optimizer {
  private final double momentum;
  private final boolean nesterov;
  private float rate;

  private Sgd(Builder builder) {
    super(builder);
    this.momentum = builder.momentum;
    this.nesterov = builder.nesterov;
    if (nesterov && momentum == 0) {
      throw new IllegalArgumentException(
          "Nesterov's method needs a momentum above 0, such as momentum(0.9)");
    }
  }

  /**
   * Begins with Keras's defaults: learning rate 0.01, no momentum, no weight decay, no clipping.
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  protected Slots newSlots(Parameter parameter) {
    return Slots.of(parameter, momentum != 0, false);
  }

  @Override
  protected void prepare(double rate, long step) {
    this.rate = (float) rate;
  }

  @Override
  protected void update(
      float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay) {
    if (momentum == 0) {
      plain(w, g, from, to, scale, limit, decay, rate);
      return;
    }
    // Nesterov looks ahead: g + momentum * v. The plain method uses v alone: 0 * g + 1 * v.
    float ofG = nesterov ? 1 : 0;
    float ofV = nesterov ? (float) momentum : 1;
    float[] v = slots.momentum().data();
    withVelocity(w, g, v, from, to, scale, limit, decay, rate, (float) momentum, ofG, ofV);
  }

  private static void plain(
      float[] w, float[] g, int from, int to, float scale, float limit, float decay, float rate) {
    for (int i = from; i < to; i++) {
      w[i] -= rate * effective(g[i], w[i], scale, limit, decay);
    }
  }

  private static void withVelocity(
      float[] w,
      float[] g,
      float[] v,
      int from,
      int to,
      float scale,
      float limit,
      float decay,
      float rate,
      float momentum,
      float ofG,
      float ofV) {
    for (int i = from; i < to; i++) {
      float gradient = effective(g[i], w[i], scale, limit, decay);
      float velocity = momentum * v[i] + gradient;
      v[i] = velocity;
      w[i] -= rate * (ofG * gradient + ofV * velocity);
    }
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(this::after);
  }

  private Formula.Weight after(Formula.Weight w, double g, double decay, double rate, long step) {
    double gradient = g + decay * w.value();
    double velocity = momentum * w.momentum() + gradient;
    double way = nesterov ? gradient + momentum * velocity : velocity;
    return new Formula.Weight(w.value() - rate * way, momentum == 0 ? 0 : velocity, 0);
  }

  @Override
  public double momentum() {
    return momentum;
  }

  @Override
  protected Optional<OptimizerBuilder<?>> builderWith(double newMomentum) {
    return Optional.of(builder().momentum(newMomentum).nesterov(nesterov && newMomentum > 0));
  }

  @Override
  protected double velocityLength() {
    return 1 / (1 - momentum);
  }

  @Override
  protected String settings() {
    return momentum == 0 ? "" : ", momentum " + momentum + (nesterov ? " (Nesterov)" : "");
  }

  /** The settings of {@link Sgd}. */
  public static final class Builder extends OptimizerBuilder<Builder> {
    private double momentum;
    private boolean nesterov;

    private Builder() {
      super(0.01, 0);
    }

    /**
     * Sets how much of the velocity stays from step to step; 0 by default, usually 0.9.
     *
     * @throws IllegalArgumentException unless 0 or more and less than 1
     */
    public Builder momentum(double factor) {
      this.momentum = Checks.decayFactor("the momentum", factor);
      return this;
    }

    /**
     * Sets whether Nesterov's method replaces the plain velocity; off by default. Needs a momentum.
     */
    public Builder nesterov(boolean on) {
      this.nesterov = on;
      return this;
    }

    @Override
    public Sgd build() {
      return new Sgd(this);
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
