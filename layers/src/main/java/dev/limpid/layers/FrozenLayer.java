package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;

/** A layer's own inference pass, with parameters of its own. */
final class FrozenLayer implements FrozenStage {
  private final Layer layer;

  /** Whether it is a copy that nobody else has, of a layer whose inference pass has no state. */
  private final boolean shared;

  private FrozenLayer(Layer layer, boolean shared) {
    this.layer = layer;
    this.shared = shared;
  }

  /**
   * Freezes a layer other than BatchNorm. A layer of a type that the library does not know can't be
   * copied: it is used as it is, by one thread at a time.
   */
  static FrozenLayer of(Layer original) {
    if (!Layers.knows(original)) {
      return new FrozenLayer(original, true);
    }
    Layer copy = Layers.fromConfig(original.type(), original.config()).named(original.name());
    copy.build(original.inputShape(), Rng.of(0), original.compute());
    for (int i = 0; i < copy.parameters().size(); i++) {
      copy.parameters().get(i).value().copyFrom(original.parameters().get(i).value());
    }
    return new FrozenLayer(copy, false);
  }

  @Override
  public void run(Tensor x, Tensor y) {
    if (shared) {
      synchronized (layer) {
        layer.forward(x, y, Mode.INFERENCE);
      }
    } else {
      layer.forward(x, y, Mode.INFERENCE);
    }
  }

  @Override
  public boolean worksInPlace() {
    return layer.worksInPlace();
  }

  @Override
  public String toString() {
    return layer.name();
  }
}
