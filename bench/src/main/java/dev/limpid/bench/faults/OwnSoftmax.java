package dev.limpid.bench.faults;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Softmax;
import java.util.Map;

/** A softmax of a user's own, which the trainer can't tell from any other layer. */
final class OwnSoftmax extends Layer {
  private final Softmax softmax = new Softmax();

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public boolean keepsOutput() {
    return softmax.keepsOutput();
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    softmax.build(input, rng, compute());
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    softmax.forward(x, y, mode);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      softmax.backward(dy, dx);
    }
  }
}
