package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes down a network whose layers follow one another; {@link #build} makes the {@link Network}.
 *
 * <pre>{@code
 * Network network =
 *     Sequential.of(50, 55, 3)
 *         .add(new Conv2D(64, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
 *         .add(new Flatten(), new Dense(30), new Softmax())
 *         .build(42);
 * }</pre>
 *
 * <p>A {@link Block} in the row may branch within; for anything else there is {@link Graph}.
 */
public final class Sequential {
  private final Shape input;
  private final List<Block> blocks = new ArrayList<>();
  private final Graph graph = new Graph();

  private Sequential(Shape input) {
    this.input = input;
  }

  /**
   * Begins a network.
   *
   * @param input shape of one sample, such as {@code 50, 55, 3} for images of height 50, width 55
   */
  public static Sequential of(int... input) {
    return new Sequential(Shape.of(input));
  }

  /** Appends layers or blocks. */
  public Sequential add(Block... more) {
    for (Block block : more) {
      blocks.add(Objects.requireNonNull(block, "layer"));
    }
    return this;
  }

  /** Sets on what the network computes; {@link Compute#standard()} by default. */
  public Sequential on(Compute on) {
    graph.on(on);
    return this;
  }

  /** Makes the backward pass go through each layer by itself; see {@link Graph#layerByLayer}. */
  public Sequential layerByLayer() {
    graph.layerByLayer();
    return this;
  }

  /**
   * Builds all layers. Those without a name get one from their type and a number: {@code conv2d_1}.
   *
   * @param seed where first weights and dropout masks come from
   * @throws IllegalArgumentException if there is no layer, two have one name, or one does not take
   *     the output of the one before
   */
  public Network build(long seed) {
    Node output = graph.input(input).then(blocks.toArray(new Block[0]));
    return graph.build(output, seed);
  }
}
