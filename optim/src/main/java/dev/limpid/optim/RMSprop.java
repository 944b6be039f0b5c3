package dev.limpid.optim;

import dev.limpid.core.Parameter;
import java.util.Optional;

/**
 * RMSprop: each weight's gradient is divided by the root of the moving mean of its squares.
 *
 * <pre>
 * v = rho * v + (1 - rho) * g^2
 * w = w - rate * g / (sqrt(v) + epsilon)
 * </pre>
 *
 * <p>With momentum, {@code u = momentum * u + g / (sqrt(v) + epsilon)} and {@code w = w - rate *
 * u}. Epsilon stands outside the root, as in PyTorch, unless {@link Builder#epsilonWithinRoot} puts
 * it inside, as in Keras. Tieleman and Hinton, "Neural Networks for Machine Learning", lecture 6.5
 * (2012).
 */
public final class RMSprop extends Optimizer {
  private final double rho;
  private final double momentum;
  private final double epsilon;
  private final boolean withinRoot;
  private float rate;

  private RMSprop(Builder builder) {
    super(builder);
    this.rho = builder.rho;
    this.momentum = builder.momentum;
    this.epsilon = builder.epsilon;
    this.withinRoot = builder.withinRoot;
  }

  /**
   * Begins with Keras's defaults: learning rate 1e-3, rho 0.9, epsilon 1e-7, no momentum, no weight
   * decay.
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  protected Slots newSlots(Parameter parameter) {
    return Slots.of(parameter, momentum != 0, true);
  }

  @Override
  protected void prepare(double rate, long step) {
    this.rate = (float) rate;
  }

  @Override
  protected void update(
      float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay) {
    float[] v = slots.meanSquare().data();
    float keep = (float) rho;
    float add = (float) (1 - rho);
    float eps = withinRoot ? 0 : (float) epsilon;
    float within = withinRoot ? (float) epsilon : 0;
    if (momentum == 0) {
      plain(w, g, v, from, to, scale, limit, decay, rate, keep, add, eps, within);
    } else {
      float[] u = slots.momentum().data();
      float stay = (float) momentum;
      withVelocity(w, g, v, u, from, to, scale, limit, decay, rate, keep, add, eps, within, stay);
    }
  }

  private static void plain(
      float[] w,
      float[] g,
      float[] v,
      int from,
      int to,
      float scale,
      float limit,
      float decay,
      float rate,
      float keep,
      float add,
      float eps,
      float within) {
    for (int i = from; i < to; i++) {
      float gradient = effective(g[i], w[i], scale, limit, decay);
      float square = keep * v[i] + add * gradient * gradient;
      v[i] = square;
      w[i] -= rate * gradient / ((float) Math.sqrt(square + within) + eps);
    }
  }

  private static void withVelocity(
      float[] w,
      float[] g,
      float[] v,
      float[] u,
      int from,
      int to,
      float scale,
      float limit,
      float decay,
      float rate,
      float keep,
      float add,
      float eps,
      float within,
      float stay) {
    for (int i = from; i < to; i++) {
      float gradient = effective(g[i], w[i], scale, limit, decay);
      float square = keep * v[i] + add * gradient * gradient;
      float velocity = stay * u[i] + gradient / ((float) Math.sqrt(square + within) + eps);
      v[i] = square;
      u[i] = velocity;
      w[i] -= rate * velocity;
    }
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(this::after);
  }

  private Formula.Weight after(Formula.Weight w, double g, double decay, double rate, long step) {
    double gradient = g + decay * w.value();
    double square = rho * w.meanSquare() + (1 - rho) * gradient * gradient;
    double divisor = withinRoot ? Math.sqrt(square + epsilon) : Math.sqrt(square) + epsilon;
    double velocity = momentum * w.momentum() + gradient / divisor;
    return new Formula.Weight(w.value() - rate * velocity, momentum == 0 ? 0 : velocity, square);
  }

  @Override
  protected double epsilon() {
    return epsilon;
  }

  @Override
  public double momentum() {
    return momentum;
  }

  @Override
  protected Optional<OptimizerBuilder<?>> builderWith(double newMomentum) {
    return Optional.of(
        builder().rho(rho).momentum(newMomentum).epsilon(epsilon).epsilonWithinRoot(withinRoot));
  }

  @Override
  protected double velocityLength() {
    return 1 / (1 - momentum);
  }

  @Override
  protected String settings() {
    return ", rho "
        + rho
        + ", epsilon "
        + epsilon
        + (withinRoot ? " within the root" : "")
        + (momentum == 0 ? "" : ", momentum " + momentum);
  }

  /** The settings of {@link RMSprop}. */
  public static final class Builder extends OptimizerBuilder<Builder> {
    private double rho = 0.9;
    private double momentum;
    private double epsilon = 1e-7;
    private boolean withinRoot;

    private Builder() {
      super(1e-3, 0);
    }

    /**
     * Sets how much of the mean square stays from step to step; 0.9 by default (PyTorch's {@code
     * alpha}, 0.99 there).
     *
     * @throws IllegalArgumentException unless 0 or more and less than 1
     */
    public Builder rho(double factor) {
      this.rho = Checks.decayFactor("rho", factor);
      return this;
    }

    /**
     * Sets how much of the velocity stays from step to step; 0 by default.
     *
     * @throws IllegalArgumentException unless 0 or more and less than 1
     */
    public Builder momentum(double factor) {
      this.momentum = Checks.decayFactor("the momentum", factor);
      return this;
    }

    /**
     * Sets what keeps the divisor from 0; 1e-7 by default (Keras), 1e-8 in PyTorch.
     *
     * @throws IllegalArgumentException if it is not finite or, as a float32, not above 0
     */
    public Builder epsilon(double value) {
      this.epsilon = Checks.epsilon(value);
      return this;
    }

    /**
     * Sets whether epsilon is added to the mean square before its root is taken (Keras), where 1e-7
     * is as much as 3e-4 outside; off by default (PyTorch).
     */
    public Builder epsilonWithinRoot(boolean within) {
      this.withinRoot = within;
      return this;
    }

    @Override
    public RMSprop build() {
      return new RMSprop(this);
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
