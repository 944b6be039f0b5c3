package dev.limpid.core;

import java.util.Objects;

/**
 * A named tensor that belongs to a network: a weight that is trained, with its gradient; a
 * statistic that passes over data move (BatchNorm's moving mean and variance); or a constant that
 * is only kept and saved.
 *
 * <p>The gradient has the shape of the value. A backward pass <em>overwrites</em> it; it does not
 * add to it.
 */
public final class Parameter {
  private final String name;
  private Tensor value;
  private final Tensor gradient;
  private final boolean decayed;
  private final boolean moves;
  private boolean frozen;
  private double learningRateMultiplier = 1;
  private Parameter owner;

  private Parameter(String name, Tensor value, Tensor gradient, boolean decayed, boolean moves) {
    this.name = Objects.requireNonNull(name, "name");
    this.value = Objects.requireNonNull(value, "value");
    this.gradient = gradient;
    this.decayed = decayed;
    this.moves = moves;
  }

  /**
   * A trained parameter of zeros.
   *
   * @param name layer and role, such as {@code conv1.kernel}
   * @param decayed whether weight decay applies: by custom to kernels, not to biases, gammas, betas
   */
  public static Parameter trainable(String name, Shape shape, boolean decayed) {
    return new Parameter(name, Tensor.zeros(shape), Tensor.zeros(shape), decayed, false);
  }

  /** A statistic of zeros, which no optimizer touches, but passes over training data move. */
  public static Parameter statistic(String name, Shape shape) {
    return new Parameter(name, Tensor.zeros(shape), null, false, true);
  }

  /** A constant, zeros at first, which neither an optimizer nor a pass changes. */
  public static Parameter constant(String name, Shape shape) {
    return new Parameter(name, Tensor.zeros(shape), null, false, false);
  }

  /**
   * Makes the value that of another parameter: one tensor, which is trained by the sum of both
   * gradients, and frozen as the other is. The gradient stays its own.
   *
   * @throws IllegalArgumentException if the other is of another shape or kind
   */
  public void shareValueOf(Parameter other) {
    if (!other.value.shape().equals(value.shape())
        || other.hasGradient() != hasGradient()
        || other.moves != moves) {
      throw new IllegalArgumentException(
          "'" + name + "', " + value.shape() + ", can't be the same as " + other);
    }
    owner = other.owner == null ? other : other.owner;
    value = owner.value;
  }

  /** The parameter whose value this one shares; itself if it has one of its own. */
  public Parameter owner() {
    return owner == null ? this : owner;
  }

  /** Layer and role, such as {@code conv1.kernel}. */
  public String name() {
    return name;
  }

  /** The value, shared: optimizers and layers change it in place. */
  public Tensor value() {
    return value;
  }

  /**
   * The gradient of the loss by the value, as the last backward pass left it.
   *
   * @throws IllegalStateException for a statistic or a constant, which has none
   */
  public Tensor gradient() {
    if (gradient == null) {
      throw new IllegalStateException("'" + name + "' is not trained and has no gradient");
    }
    return gradient;
  }

  /** Whether it has a gradient, frozen or not; a statistic or a constant has none. */
  public boolean hasGradient() {
    return gradient != null;
  }

  /** Whether an optimizer trains it: it has a gradient and is not {@linkplain #freeze frozen}. */
  public boolean isTrainable() {
    return gradient != null && !owner().frozen;
  }

  /**
   * Sets whether the value stays as it is, though it has a gradient; off by default. A backward
   * pass may leave the gradient of a frozen parameter alone.
   */
  public void freeze(boolean newFrozen) {
    owner().frozen = newFrozen;
  }

  /** The factor of the optimizer's learning rate for this parameter; 1 by default. */
  public double learningRateMultiplier() {
    return owner().learningRateMultiplier;
  }

  /**
   * Sets the factor of the optimizer's learning rate for this parameter.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public void learningRateMultiplier(double factor) {
    if (!(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the learning-rate multiplier of '" + name + "' must be 0 or more, but is " + factor);
    }
    owner().learningRateMultiplier = factor;
  }

  /** Whether passes over training data move it. */
  public boolean isStatistic() {
    return moves;
  }

  /** Whether weight decay applies to it. */
  public boolean isDecayed() {
    return decayed;
  }

  @Override
  public String toString() {
    return name + ": " + value + (isTrainable() ? "" : " (not trained)");
  }
}
