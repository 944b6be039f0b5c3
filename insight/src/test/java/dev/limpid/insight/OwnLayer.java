package dev.limpid.insight;

import dev.limpid.core.Shape;
import dev.limpid.layers.Layer;
import java.util.Map;

/** A layer as a user might write it: what comes out has the shape of what goes in, no options. */
public abstract class OwnLayer extends Layer {
  @Override
  public final Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public final Map<String, Object> config() {
    return Map.of();
  }
}
