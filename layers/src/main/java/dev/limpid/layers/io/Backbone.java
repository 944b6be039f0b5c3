package dev.limpid.layers.io;

import dev.limpid.layers.Block;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The layers of a network up to one of them, as a block of another network: what a new head is put
 * on.
 *
 * <pre>{@code
 * Network fresh =
 *     Sequential.of(32, 32, 3)
 *         .add(new Backbone(trained, "globalavgpool2d_1").frozen())
 *         .add(new Dense(5).named("head"), new Softmax())
 *         .build(1);
 * List<String> fromScratch = fresh.copyWeightsFrom(trained); // [head.kernel, head.bias]
 * }</pre>
 *
 * <p>The layers are copies, with their names and options and first values of their own. Their types
 * have to be known ({@link LayerTypes}).
 */
public final class Backbone implements Block {
  private final Network network;
  private final String last;
  private boolean frozen;

  /**
   * The layers of a network that lead to one of them.
   *
   * @param network with a single input; not changed
   * @param last name of the layer whose output is taken
   * @throws IllegalArgumentException if there is no such layer
   */
  public Backbone(Network network, String last) {
    network.inputShape();
    List<String> names = network.layers().stream().map(Layer::name).toList();
    if (!names.contains(last)) {
      throw new IllegalArgumentException(
          "the network has no layer named '" + last + "'; it has " + names);
    }
    this.network = network;
    this.last = last;
  }

  /**
   * Freezes the copies of the layers ({@link Layer#trainable}); otherwise they are as those of the
   * network.
   */
  public Backbone frozen() {
    frozen = true;
    return this;
  }

  @Override
  public Node applyTo(Node input) {
    Map<String, Node> nodes = new HashMap<>();
    nodes.put(network.inputs().keySet().iterator().next(), input);
    boolean[] needed = needed();
    LayerCopies copies = new LayerCopies();
    for (int i = 0; i < needed.length; i++) {
      if (needed[i]) {
        Layer copy = copies.of(network.layers().get(i));
        copy.trainable(copy.isTrainable() && !frozen);
        List<Node> taken = network.sources(i).stream().map(nodes::get).toList();
        Node[] others = taken.subList(1, taken.size()).toArray(new Node[0]);
        nodes.put(
            copy.name(),
            copy instanceof Merge merge
                ? merge.of(taken.get(0), others)
                : copy.applyTo(taken.get(0)));
      }
    }
    return nodes.get(last);
  }

  /** Which layers lead to the last one. */
  private boolean[] needed() {
    boolean[] needed = new boolean[network.layers().size()];
    Map<String, Integer> indices = new HashMap<>();
    for (int i = 0; i < needed.length; i++) {
      indices.put(network.layers().get(i).name(), i);
    }
    needed[indices.get(last)] = true;
    for (int i = needed.length - 1; i >= 0; i--) {
      if (needed[i]) {
        network.sources(i).stream()
            .filter(indices::containsKey)
            .forEach(source -> needed[indices.get(source)] = true);
      }
    }
    return needed;
  }
}
