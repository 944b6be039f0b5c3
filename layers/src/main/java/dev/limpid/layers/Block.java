package dev.limpid.layers;

/**
 * A piece of a network: a {@link Layer}, or several layers that are wired up in a way of their own.
 *
 * <pre>{@code
 * record ConvBlock(int filters) implements Block {
 *   public Node applyTo(Node input) {
 *     return input.then(new Conv2D(filters, 3).same().bias(false), new BatchNorm(), new ReLU());
 *   }
 * }
 * }</pre>
 *
 * <p>A block is only a way to write: the network holds the layers that it has put in, each in its
 * place, so that whatever looks at layers sees them, and a model file needs to know nothing of the
 * block. A block that makes new layers each time, as this one does, can be used several times.
 */
@FunctionalInterface
public interface Block {
  /**
   * Puts layers behind a node.
   *
   * @param input what the block takes
   * @return what it puts out, a node of the same graph
   * @throws IllegalArgumentException if it cannot take an input of that shape
   */
  Node applyTo(Node input);
}
