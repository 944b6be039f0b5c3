package dev.limpid.optim;

import java.util.Objects;

/**
 * The settings that all optimizers have. A builder may build several optimizers: each starts
 * afresh.
 *
 * @param <B> the builder itself
 */
public abstract sealed class OptimizerBuilder<B extends OptimizerBuilder<B>>
    permits Adam.Builder, AdamW.Builder, RMSprop.Builder, Sgd.Builder {
  LearningRate learningRate;
  double weightDecay;
  boolean decayAll;
  Clipping clipping = Clipping.none();

  OptimizerBuilder(double learningRate, double weightDecay) {
    this.learningRate = LearningRate.constant(learningRate);
    this.weightDecay = weightDecay;
  }

  /**
   * A constant learning rate.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final B learningRate(double rate) {
    return learningRate(LearningRate.constant(rate));
  }

  /** A learning rate that follows a schedule. */
  public final B learningRate(LearningRate schedule) {
    this.learningRate = Objects.requireNonNull(schedule, "learning rate");
    return self();
  }

  /**
   * Weight decay on the parameters for which {@link dev.limpid.core.Parameter#isDecayed()} holds:
   * by custom on kernels, not on biases, gammas and betas.
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
   * Weight decay on all trained parameters, as PyTorch does it with one group of parameters.
   *
   * @param rate 0 for none
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public final B weightDecayOnAll(double rate) {
    weightDecay(rate);
    this.decayAll = true;
    return self();
  }

  /** How gradients are bounded; not at all by default. */
  public final B clipping(Clipping bound) {
    this.clipping = Objects.requireNonNull(bound, "clipping");
    return self();
  }

  /** An optimizer of these settings that has taken no step. */
  public abstract Optimizer build();

  abstract B self();
}
