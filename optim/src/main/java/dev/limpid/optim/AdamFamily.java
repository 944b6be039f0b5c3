package dev.limpid.optim;

import dev.limpid.core.Parameter;
import java.util.Optional;

/**
 * The common part of {@link Adam} and {@link AdamW}: Algorithm 1 of Kingma and Ba (2015). They
 * differ in what weight decay does. The numbers that are the same for all weights are computed once
 * a step, in float64.
 */
abstract sealed class AdamFamily extends Optimizer permits Adam, AdamW {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final boolean epsilonUncorrected;
  private final boolean biasCorrection;

  /** Whether weight decay takes from the weight itself; else it adds to the gradient (L2). */
  private final boolean decoupled;

  private double rate;

  /** {@code rate / (1 - beta1^t)}. */
  private float stepSize;

  /** {@code 1 / sqrt(1 - beta2^t)}: the factor of the root of the uncorrected second moment. */
  private float rootFactor;

  AdamFamily(Builder<?> builder, boolean decoupled) {
    super(builder);
    this.beta1 = builder.beta1;
    this.beta2 = builder.beta2;
    this.epsilon = builder.epsilon;
    this.biasCorrection = builder.biasCorrection;
    this.epsilonUncorrected = builder.epsilonUncorrected;
    this.decoupled = decoupled;
  }

  @Override
  protected final Slots newSlots(Parameter parameter) {
    return Slots.of(parameter, true, true);
  }

  @Override
  protected final void prepare(double newRate, long step) {
    double firstCorrection = biasCorrection ? 1 - power(beta1, step) : 1;
    double secondCorrection = biasCorrection ? 1 - power(beta2, step) : 1;
    rate = newRate;
    stepSize = (float) (newRate / firstCorrection);
    rootFactor = (float) (1 / Math.sqrt(secondCorrection));
  }

  /** By squaring: the same bits everywhere, and {@link StrictMath#pow} allocates on JDK 17. */
  private static double power(double base, long exponent) {
    double result = 1;
    double square = base;
    for (long bits = exponent; bits != 0; bits >>= 1) {
      if ((bits & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  @Override
  protected final void update(
      float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float decay) {
    float[] m = slots.momentum().data();
    float[] v = slots.meanSquare().data();
    float l2 = decoupled ? 0 : decay;
    float shrink = decoupled ? (float) (rate * decay) : 0;
    float keep1 = (float) beta1;
    float keep2 = (float) beta2;
    float add1 = (float) (1 - beta1);
    float add2 = (float) (1 - beta2);
    float eps = (float) epsilon();
    float size = stepSize;
    float factor = rootFactor;
    for (int i = from; i < to; i++) {
      float gradient = effective(g[i], w[i], scale, limit, l2);
      float first = keep1 * m[i] + add1 * gradient;
      float second = keep2 * v[i] + add2 * gradient * gradient;
      m[i] = first;
      v[i] = second;
      float root = factor * (float) Math.sqrt(second);
      w[i] -= shrink * w[i] + size * first / (root + eps);
    }
  }

  @Override
  public final Optional<Formula> formula() {
    return Optional.of(this::after);
  }

  private Formula.Weight after(
      Formula.Weight w, double g, double decay, double newRate, long step) {
    double gradient = decoupled ? g : g + decay * w.value();
    double first = beta1 * w.momentum() + (1 - beta1) * gradient;
    double second = beta2 * w.meanSquare() + (1 - beta2) * gradient * gradient;
    double mean = biasCorrection ? first / (1 - Math.pow(beta1, step)) : first;
    double correction = biasCorrection ? 1 - Math.pow(beta2, step) : 1;
    double divisor =
        epsilonUncorrected
            ? (Math.sqrt(second) + epsilon) / Math.sqrt(correction)
            : Math.sqrt(second / correction) + epsilon;
    double shrunk = decoupled ? w.value() * (1 - newRate * decay) : w.value();
    return new Formula.Weight(shrunk - newRate * mean / divisor, first, second);
  }

  @Override
  public final double momentum() {
    return beta1;
  }

  /** Another builder with this one's settings, and another beta1. */
  final <B extends Builder<B>> B withSettings(B builder, double newBeta1) {
    return builder
        .beta1(newBeta1)
        .beta2(beta2)
        .epsilon(epsilon)
        .epsilonBeforeCorrection(epsilonUncorrected)
        .biasCorrection(biasCorrection);
  }

  @Override
  protected final double epsilon() {
    return epsilonUncorrected ? epsilon * rootFactor : epsilon;
  }

  @Override
  protected final double rootFactor() {
    return rootFactor;
  }

  @Override
  protected final String settings() {
    return ", beta1 "
        + beta1
        + ", beta2 "
        + beta2
        + ", epsilon "
        + epsilon
        + (epsilonUncorrected ? " before bias correction" : "")
        + (biasCorrection ? "" : ", no bias correction");
  }

  /** The settings that both have. */
  abstract static sealed class Builder<B extends Builder<B>> extends OptimizerBuilder<B>
      permits Adam.Builder, AdamW.Builder {
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-7;
    private boolean biasCorrection = true;
    private boolean epsilonUncorrected;

    Builder(double weightDecay) {
      super(1e-3, weightDecay);
    }

    /**
     * Sets how much of the first moment stays from step to step; 0.9 by default.
     *
     * @throws IllegalArgumentException unless 0 or more and less than 1
     */
    public final B beta1(double factor) {
      this.beta1 = Checks.decayFactor("beta1", factor);
      return self();
    }

    /**
     * Sets how much of the second moment stays from step to step; 0.999 by default.
     *
     * @throws IllegalArgumentException unless 0 or more and less than 1
     */
    public final B beta2(double factor) {
      this.beta2 = Checks.decayFactor("beta2", factor);
      return self();
    }

    /**
     * Sets what keeps the divisor from 0; 1e-7 by default (Keras), 1e-8 in the paper and PyTorch.
     *
     * @throws IllegalArgumentException if it is not finite or, as a float32, not above 0
     */
    public final B epsilon(double value) {
      this.epsilon = Checks.epsilon(value);
      return self();
    }

    /**
     * Sets whether epsilon is added to {@code sqrt(v)} before the correction of its bias, which
     * makes it up to 32 times as large in the first steps (Keras; the paper's section 2); off by
     * default: added to {@code sqrt(v / (1 - beta2^t))} (PyTorch; the paper's algorithm 1).
     */
    public final B epsilonBeforeCorrection(boolean before) {
      this.epsilonUncorrected = before;
      return self();
    }

    /**
     * Sets whether the moments are divided by {@code 1 - beta^t}; on by default. Without it the
     * first steps are about {@code (1 - beta1) / sqrt(1 - beta2)} times as long: 3.2 times by
     * default.
     */
    public final B biasCorrection(boolean on) {
      this.biasCorrection = on;
      return self();
    }
  }
}
