package dev.limpid.optim;

import java.util.Optional;

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
public final class Adam extends AdamFamily {
  private Adam(Builder builder) {
    super(builder, false);
  }

  /**
   * Begins with Keras's defaults: learning rate 1e-3, beta1 0.9, beta2 0.999, epsilon 1e-7, no
   * weight decay.
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  protected Optional<OptimizerBuilder<?>> builderWith(double newMomentum) {
    return Optional.of(withSettings(builder(), newMomentum));
  }

  /** The settings of {@link Adam}. */
  public static final class Builder extends AdamFamily.Builder<Builder> {
    private Builder() {
      super(0);
    }

    @Override
    public Adam build() {
      return new Adam(this);
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
