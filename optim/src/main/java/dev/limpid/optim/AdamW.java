package dev.limpid.optim;

import java.util.Optional;

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
public final class AdamW extends AdamFamily {
  private AdamW(Builder builder) {
    super(builder, true);
  }

  /**
   * Begins with Keras's defaults: learning rate 1e-3, beta1 0.9, beta2 0.999, epsilon 1e-7, weight
   * decay 0.004 (PyTorch: 0.01).
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  protected Optional<OptimizerBuilder<?>> builderWith(double newMomentum) {
    return Optional.of(withSettings(builder(), newMomentum));
  }

  /** The settings of {@link AdamW}. */
  public static final class Builder extends AdamFamily.Builder<Builder> {
    private Builder() {
      super(0.004);
    }

    @Override
    public AdamW build() {
      return new AdamW(this);
    }

    @Override
    protected Builder self() {
      return this;
    }
  }
}
