package dev.limpid.layers.inference;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import dev.limpid.layers.io.LayerTypes;

/** A copy of a layer, with parameters of its own, in its own inference pass. */
final class FrozenLayer implements FrozenStage {
  private final Layer layer;

  /** Whether the layer is known to keep nothing of an inference pass in its fields. */
  private final boolean stateless;

  /**
   * Copies a layer.
   *
   * @throws IllegalArgumentException if its type is not known
   */
  FrozenLayer(Layer original, Compute compute) {
    this.stateless = LayerTypes.isBuiltIn(original.type());
    this.layer = copy(original);
    if (original instanceof Merge merge) {
      ((Merge) layer).build(merge.inputShapes(), Rng.of(0), compute);
    } else {
      layer.build(original.inputShape(), Rng.of(0), compute);
    }
    for (int i = 0; i < layer.parameters().size(); i++) {
      layer.parameters().get(i).value().copyFrom(original.parameters().get(i).value());
    }
  }

  private static Layer copy(Layer original) {
    try {
      return LayerTypes.copy(original);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          original
              + " cannot be frozen, because it cannot be copied: "
              + e.getMessage()
              + ". Make its type known by LayerTypes.register, or let it tell its inferenceForm()",
          e);
    }
  }

  @Override
  public void run(Tensor[] xs, Tensor y) {
    if (stateless) {
      forward(xs, y);
    } else {
      synchronized (layer) {
        forward(xs, y);
      }
    }
  }

  private void forward(Tensor[] xs, Tensor y) {
    if (layer instanceof Merge merge) {
      merge.forward(xs, y, Mode.INFERENCE);
    } else {
      layer.forward(xs[0], y, Mode.INFERENCE);
    }
  }

  @Override
  public boolean worksInPlace() {
    return layer.worksInPlace();
  }

  @Override
  public Shape outputShape() {
    return layer.outputShape();
  }

  @Override
  public long weights() {
    if (!stateless) {
      return Long.MAX_VALUE; // it may look at a batch as a whole
    }
    return layer.parameters().stream().mapToLong(parameter -> parameter.value().size()).sum();
  }

  @Override
  public String toString() {
    return layer.name();
  }
}
