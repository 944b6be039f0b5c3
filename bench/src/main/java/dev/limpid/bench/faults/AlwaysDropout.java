package dev.limpid.bench.faults;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.Map;

/** A dropout of a user's own that drops in validation too, for it does not look at the mode. */
final class AlwaysDropout extends Layer {
  private final Dropout dropout;

  AlwaysDropout(double rate) {
    dropout = new Dropout(rate);
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Map<String, Object> config() {
    return dropout.config();
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    dropout.build(input, rng, compute());
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    dropout.forward(x, y, new Mode(mode.statistics(), mode.update(), true, mode.backward()));
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      dropout.backward(dy, dx);
    }
  }
}
