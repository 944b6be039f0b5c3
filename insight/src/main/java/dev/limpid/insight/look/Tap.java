package dev.limpid.insight.look;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.Map;

/** Passes on what comes, and keeps it: the activation, and the gradient by it. */
final class Tap extends Layer {
  private final Tensor activation = Tensor.zeros(0);
  private final Tensor gradient = Tensor.zeros(0);

  Tensor activation() {
    return activation;
  }

  Tensor gradient() {
    return gradient;
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {}

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    activation.reshapeToBatch(x.batchSize(), inputShape()).copyFrom(x);
    y.copyFrom(x);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    gradient.reshapeToBatch(dy.batchSize(), inputShape()).copyFrom(dy);
    if (dx != null) {
      dx.copyFrom(dy);
    }
  }
}
