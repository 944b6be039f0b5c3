package dev.limpid.optim;

import java.util.Objects;

/**
 * Collects the settings that all optimizers have. A builder may build several optimizers: each
 * starts afresh. One of your own adds the settings of your formula.
 *
 * @param <B> the builder itself
 */
public abstract class OptimizerBuilder<B extends OptimizerBuilder<B>> {
  LearningRate learningRate;
  double weightDecay;
  boolean decayAll;
  Clipping clipping = Clipping.none();

  /**
   * Begins with these settings, no clipping, and weight decay on kernels alone.
   *
   * @param learningRate a constant one
   * @param weightDecay 0 for none
   */
  protected OptimizerBuilder(double learningRate, double weightDecay) {
    this.learningRate = LearningRate.constant(learningRate);
    this.weightDecay = weightDecay;
  }

  /**
   * Sets a constant learning rate.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final B learningRate(double rate) {
    return learningRate(LearningRate.constant(rate));
  }

  /** Sets a learning rate that follows a schedule. */
  public final B learningRate(LearningRate schedule) {
    this.learningRate = Objects.requireNonNull(schedule, "learning rate");
    return self();
  }

  /**
   * Sets weight decay on the parameters for which {@link dev.limpid.core.Parameter#isDecayed()}
   * holds: by custom on kernels, not on biases, gammas and betas.
   *
   * @param rate 0 for none
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final B weightDecay(double rate) {
    this.weightDecay = Checks.nonNegative("the weight decay", rate);
    this.decayAll = false;
    return self();
  }

  /**
   * Sets weight decay on all trained parameters, as PyTorch does it with one group of parameters.
   *
   * @param rate 0 for none
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final B weightDecayOnAll(double rate) {
    weightDecay(rate);
    this.decayAll = true;
    return self();
  }

  /** Sets how gradients are bounded; not at all by default. */
  public final B clipping(Clipping bound) {
    this.clipping = Objects.requireNonNull(bound, "clipping");
    return self();
  }

  /** Makes an optimizer of these settings that has taken no step. */
  public abstract Optimizer build();

  /** This builder, as what it is. */
  protected abstract B self();
}
