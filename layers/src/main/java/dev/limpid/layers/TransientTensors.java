package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.List;

/**
 * The two tensors of a network in which everything flows that is needed by the next layer alone:
 * each layer reads one and writes the other. Both have room for the largest of all layers from the
 * start; to grow them as layers need more would leave smaller ones behind as garbage.
 */
final class TransientTensors {
  private final Shape largest;
  private final Tensor first = Tensor.zeros(0);
  private final Tensor second = Tensor.zeros(0);

  private TransientTensors(Shape largest) {
    this.largest = largest;
  }

  static TransientTensors forLayers(List<Layer> layers) {
    Shape largest = Shape.of(0);
    for (Layer layer : layers) {
      Shape output = layer.outputShape();
      largest = output.size() > largest.size() ? output : largest;
    }
    return new TransientTensors(largest);
  }

  /** Makes both large enough for a batch of so many samples. */
  void makeRoom(int samples) {
    int needed = Math.multiplyExact(samples, largest.size());
    if (first.data().length < needed) {
      first.reshapeToBatch(samples, largest);
      second.reshapeToBatch(samples, largest);
    }
  }

  /** The one that is not this tensor. */
  Tensor other(Tensor tensor) {
    return tensor == first ? second : first;
  }

  /** Whether the tensor is one of them. */
  boolean has(Tensor tensor) {
    return tensor == first || tensor == second;
  }
}
