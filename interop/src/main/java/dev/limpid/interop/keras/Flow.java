package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.layers.Node;

/**
 * A tensor on its way through the network that is being put together.
 *
 * @param node what Limpid's graph has for it
 * @param turned whether the file has images {@code [C, H, W]} where the node has {@code [H, W, C]}
 */
record Flow(Node node, boolean turned) {
  /** The shape of a sample as the file has it. */
  Shape shape() {
    Shape shape = node.shape();
    return turned ? Shape.of(shape.dim(2), shape.dim(0), shape.dim(1)) : shape;
  }

  int rank() {
    return node.shape().rank();
  }
}
