package dev.limpid.insight.look;

import dev.limpid.core.Tensor;
import dev.limpid.layers.Block;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.io.LayerCopies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A copy of a network, without a softmax at its end, that keeps what one of its layers puts out.
 */
final class Tapped {
  /** Inference, with a backward pass behind it. */
  private static final Mode FOR_BACKWARD =
      new Mode(Mode.Statistics.MOVING, Mode.Update.NONE, false, true);

  private final Network network;
  private final Tap tap = new Tap();
  private final Tensor gradient = Tensor.zeros(0);
  private final Tensor byInput = Tensor.zeros(0);

  /**
   * Copies a network.
   *
   * @throws IllegalArgumentException if it has no layer of this name, or one of a type that is not
   *     known
   */
  Tapped(Network original, String layer) {
    List<String> names = original.layers().stream().map(Layer::name).toList();
    if (!names.contains(layer)) {
      throw new IllegalArgumentException(
          "the network has no layer named '" + layer + "'; it has " + names);
    }
    this.network =
        Sequential.of(original.inputShape().toArray())
            .add((Block) input -> copied(original, layer, input))
            .on(original.compute())
            .build(0);
    List<String> missing = network.copyWeightsFrom(original);
    if (!missing.isEmpty()) {
      throw new IllegalStateException("these weights were not copied: " + missing);
    }
  }

  private Node copied(Network original, String layer, Node input) {
    List<Layer> layers = original.layers();
    int count = layers.size() - (original.endsWithSoftmax() ? 1 : 0);
    LayerCopies copies = new LayerCopies();
    Map<String, Node> nodes = new HashMap<>();
    nodes.put(original.inputs().keySet().iterator().next(), input);
    Node last = input;
    for (int i = 0; i < count; i++) {
      Layer copy = copies.of(layers.get(i));
      List<Node> taken = original.sources(i).stream().map(nodes::get).toList();
      Node[] others = taken.subList(1, taken.size()).toArray(new Node[0]);
      last =
          copy instanceof Merge merge ? merge.of(taken.get(0), others) : copy.applyTo(taken.get(0));
      if (copy.name().equals(layer)) {
        last = tap.applyTo(last);
      }
      nodes.put(copy.name(), last);
    }
    return last;
  }

  /** The scores of one image. */
  Tensor scores(float[] image) {
    return network.forward(Tensor.of(network.inputShape().batch(1), image.clone()), FOR_BACKWARD);
  }

  /** What the layer put out for it, {@code [1, shape]}. */
  Tensor activation() {
    return tap.activation();
  }

  /** How a score of that image depends on what the layer put out, {@code [1, shape]}. */
  Tensor gradientOf(int score) {
    gradient.reshapeToBatch(1, network.outputShape()).fill(0);
    gradient.data()[score] = 1;
    network.backward(gradient, byInput); // to the input, so that it passes layers that are frozen
    return tap.gradient();
  }

  Network network() {
    return network;
  }
}
