package dev.limpid.layers.merge;

import dev.limpid.layers.Block;
import dev.limpid.layers.Node;
import java.util.List;

/**
 * A residual block: {@code y = main(x) + x}, or {@code main(x) + shortcut(x)} where the shapes of
 * both would differ otherwise.
 *
 * <pre>{@code
 * Sequential.of(32, 32, 16)
 *     .add(
 *         new Residual(
 *             new Conv2D(16, 3).same().bias(false), new BatchNorm(), new ReLU(),
 *             new Conv2D(16, 3).same().bias(false), new BatchNorm()),
 *         new ReLU())
 * }</pre>
 *
 * <p>He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", 2015,
 * arXiv:1512.03385.
 */
public final class Residual implements Block {
  private final List<Block> main;
  private final List<Block> shortcut;

  /** A block with these layers, or blocks, in its main branch, and its input as the shortcut. */
  public Residual(Block... main) {
    this(List.of(main), List.of());
  }

  private Residual(List<Block> main, List<Block> shortcut) {
    if (main.isEmpty()) {
      throw new IllegalArgumentException("a residual block needs at least one layer");
    }
    this.main = main;
    this.shortcut = shortcut;
  }

  /** The same with layers in the shortcut, such as a 1x1 convolution and a BatchNorm. */
  public Residual shortcut(Block... blocks) {
    return new Residual(main, List.of(blocks));
  }

  @Override
  public Node applyTo(Node input) {
    Node sum = input.then(main.toArray(new Block[0]));
    return new Add().of(sum, input.then(shortcut.toArray(new Block[0])));
  }
}
