package dev.limpid.interop;

import dev.limpid.layers.Dense;
import dev.limpid.layers.Graph;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.io.Backbone;

/**
 * Two classes told apart by one output: a sigmoid's, the probability p of the second, or the score
 * before it, as Keras's {@code Dense(1, activation="sigmoid")} with {@code binary_crossentropy}.
 *
 * <p>As a network of two outputs it has the scores {@code (0, s)}, whose softmax is {@code (1 - p,
 * p)}; their cross-entropy is the binary one of {@code s}.
 */
public final class TwoClasses {
  private static final String SCORES = "two_classes";

  private TwoClasses() {}

  /** Whether a network has one input and one number as its output. */
  public static boolean fits(Network network) {
    return network.inputs().size() == 1
        && network.outputShape().rank() == 1
        && network.outputShape().size() == 1
        && network.inputs().keySet().stream().noneMatch(beforeSigmoid(network)::equals);
  }

  /** The layer that gives the score. */
  private static String beforeSigmoid(Network network) {
    int last = network.layers().size() - 1;
    Layer end = network.layers().get(last);
    return end instanceof Sigmoid ? network.sources(last).get(0) : end.name();
  }

  /**
   * A copy of a network with two outputs, whose weights have the names of the original; {@link
   * Network#copyWeightsFrom} brings them back.
   *
   * @param network that {@link #fits}; not changed
   */
  public static Network of(Network network) {
    Graph graph = new Graph().on(network.compute());
    Node input =
        graph.input(network.inputs().keySet().iterator().next(), network.inputShape().toArray());
    Dense scores = new Dense(2).bias(false).named(free(network));
    scores.trainable(false);
    Node output = new Backbone(network, beforeSigmoid(network)).applyTo(input);
    Network both = graph.build(output.then(scores, new Softmax()), 0);
    both.copyWeightsFrom(network);
    scores.kernel().value().data()[0] = 0;
    scores.kernel().value().data()[1] = 1;
    return both;
  }

  private static String free(Network network) {
    String name = SCORES;
    while (true) {
      String tried = name;
      if (network.layers().stream().noneMatch(layer -> layer.name().equals(tried))) {
        return name;
      }
      name += "_";
    }
  }
}
