package dev.limpid.layers.merge;

import dev.limpid.core.Shape;
import dev.limpid.layers.Merge;
import java.util.List;

/** Makes sure that the inputs of a layer are of one shape. */
final class SameShape {
  private SameShape() {}

  static Shape of(Merge layer, List<Shape> inputs) {
    for (Shape input : inputs) {
      if (!input.equals(inputs.get(0))) {
        throw new IllegalArgumentException(layer + ": expected inputs of one shape, got " + inputs);
      }
    }
    return inputs.get(0);
  }
}
