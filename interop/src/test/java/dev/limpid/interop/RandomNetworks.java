package dev.limpid.interop;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.ELU;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.GELU;
import dev.limpid.layers.Graph;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.HardSwish;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Merge;
import dev.limpid.layers.Mish;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.PReLU;
import dev.limpid.layers.Permute;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.SELU;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Softplus;
import dev.limpid.layers.Softsign;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.ThresholdedReLU;
import dev.limpid.layers.io.LayerTypes;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Maximum;
import dev.limpid.layers.merge.Mean;
import dev.limpid.layers.merge.Minimum;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.merge.Subtract;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.norm.LocalResponseNorm;
import dev.limpid.layers.norm.UnitNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.ReflectionPadding2D;
import dev.limpid.layers.resize.Resizing;
import dev.limpid.layers.resize.UpSampling2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Small networks of random layers: chains, branches, layers with the weights of others. */
final class RandomNetworks {
  private static final int LARGEST = 2000;

  /** What every format has. */
  private static final List<Supplier<Layer>> COMMON =
      List.of(
          () -> new Conv2D(4, 3).same(),
          () -> new Conv2D(4, 3).same(),
          () -> new Conv2D(4, 3).same().bias(false),
          () -> new Conv2D(3, 3, 2).stride(2).same(),
          () -> new Conv2D(4, 2).dilation(2),
          () -> new Conv2D(4, 3).groups(2).padding(Padding.explicit(1, 2)),
          () -> new DepthwiseConv2D(3).multiplier(2).same(),
          () -> new Conv2DTranspose(3, 3).stride(2).same(),
          () -> new Conv2DTranspose(4, 2).stride(2),
          () -> new Dense(4),
          () -> new Dense(5).bias(false),
          () -> new BatchNorm().momentum(0.9),
          BatchNorm::new,
          () -> new GroupNorm(2),
          LayerNorm::new,
          () -> new LayerNorm().overAll(true),
          UnitNorm::new,
          ReLU::new,
          ReLU6::new,
          () -> new LeakyReLU(0.2),
          () -> new ELU(0.7),
          SELU::new,
          Sigmoid::new,
          Tanh::new,
          Softplus::new,
          Softsign::new,
          HardSigmoid::new,
          HardSwish::new,
          SiLU::new,
          Mish::new,
          () -> new GELU(false),
          PReLU::new,
          LogSoftmax::new,
          () -> new Rescaling(0.5, 0.1),
          () -> new MaxPool2D(2),
          () -> new MaxPool2D(3).stride(2).same(),
          () -> new AvgPool2D(2),
          () -> new AvgPool2D(2).same(),
          GlobalAvgPool2D::new,
          GlobalMaxPool2D::new,
          () -> new ZeroPadding2D(1, 0, 2, 1),
          () -> new Cropping2D(1, 0, 0, 1),
          () -> new UpSampling2D(2, 1),
          () -> new BilinearUpSampling2D(2),
          () -> new Resizing(5, 4),
          () -> new Dropout(0.3),
          () -> new Permute(2, 1, 3),
          Flatten::new);

  /** What Keras has not. */
  private static final List<Supplier<Layer>> MORE =
      List.of(
          () -> new GELU(true),
          () -> new ThresholdedReLU(0.3),
          () -> new LocalResponseNorm(3),
          () -> new MaxPool2D(3).stride(2).padding(Padding.explicit(1, 1)),
          () -> new ReflectionPadding2D(1, 1, 1, 0));

  private static final List<Supplier<Merge>> MERGES =
      List.of(
          Add::new,
          Concat::new,
          Maximum::new,
          Mean::new,
          Minimum::new,
          Multiply::new,
          Subtract::new);

  private final Rng rng;
  private final boolean keras;
  private final Graph graph = new Graph();
  private final List<Node> nodes = new ArrayList<>();
  private final Set<Node> loose = new HashSet<>();
  private final List<Layer> weighted = new ArrayList<>();
  private final List<Shape> taken = new ArrayList<>();

  private RandomNetworks(long seed, boolean keras) {
    this.rng = Rng.of(seed);
    this.keras = keras;
  }

  /**
   * A network; the same for the same seed.
   *
   * @param keras whether of layers alone that Keras has
   */
  static Network of(long seed, boolean keras) {
    RandomNetworks random = new RandomNetworks(seed, keras);
    Network network = random.network(seed);
    fill(network, seed);
    return network;
  }

  private static void fill(Network network, long seed) {
    Rng rng = Rng.of(seed).split("weights");
    for (Parameter parameter : network.parameters()) {
      for (int i = 0; i < parameter.value().size(); i++) {
        double value = 0.4 * rng.nextGaussian();
        boolean isVariance = parameter.name().endsWith("variance");
        boolean isScale = parameter.name().endsWith("gamma");
        parameter.value().data()[i] =
            (float) (isVariance ? 0.5 + Math.abs(value) : isScale ? 1 + value : value);
      }
    }
  }

  private int below(int bound) {
    return rng.nextInt(bound);
  }

  private Network network(long seed) {
    Node image = graph.input("image", 5 + below(4), 5 + below(4), 2 * (1 + below(2)));
    nodes.add(image);
    loose.add(image);
    int steps = 3 + below(8);
    for (int i = 0; i < steps; i++) {
      step();
    }
    return graph.build(end(), seed);
  }

  private void step() {
    Node from = nodes.get(nodes.size() - 1 - below(Math.min(2, nodes.size())));
    int kind = below(10);
    if (kind == 0) {
      merge(from);
      return;
    }
    if (kind < 3 && again(from)) {
      return;
    }
    boolean more = !keras && kind == 3;
    List<Supplier<Layer>> choice = more ? MORE : COMMON;
    then(from, choice.get(below(choice.size())).get());
  }

  /** A layer behind a node, unless it does not fit there or puts out too much. */
  private boolean then(Node from, Layer layer) {
    if (layer instanceof LocalResponseNorm && from.shape().rank() != 3) {
      return false; // ONNX's is of images
    }
    try {
      if (layer.outputShape(from.shape()).size() > LARGEST) {
        return false;
      }
      boolean hasWeights = !layer.parameterShapes(from.shape()).isEmpty();
      if (hasWeights && layer.weightsOf() == layer && below(4) == 0) {
        layer.trainable(false);
      }
      put(from.then(layer), from);
      if (hasWeights) {
        weighted.add(layer);
        taken.add(from.shape());
      }
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A layer that is there already, with the same weights. */
  private boolean again(Node from) {
    for (int i = 0; i < weighted.size(); i++) {
      Layer other = weighted.get(i);
      if (other.weightsOf() == other && taken.get(i).equals(from.shape())) {
        Layer same = LayerTypes.fromConfig(other.type(), other.config()).withWeightsOf(other);
        return then(from, same);
      }
    }
    return false;
  }

  private void merge(Node from) {
    for (Node other : nodes) {
      if (other != from && other.shape().equals(from.shape())) {
        put(MERGES.get(below(MERGES.size())).get().of(from, other), from, other);
        return;
      }
    }
  }

  private void put(Node node, Node... from) {
    nodes.add(node);
    loose.add(node);
    loose.removeAll(List.of(from));
  }

  /** All that leads nowhere yet becomes scores, which are added up. */
  private Node end() {
    List<Node> scores = new ArrayList<>();
    for (Node node : nodes) {
      if (loose.contains(node)) {
        boolean image = node.shape().rank() == 3 && below(2) == 0;
        Node flat =
            node.shape().rank() == 1
                ? node
                : node.then(image ? new GlobalAvgPool2D() : new Flatten());
        scores.add(flat.then(new Dense(3)));
      }
    }
    Node sum =
        scores.size() == 1
            ? scores.get(0)
            : new Add().of(scores.get(0), scores.subList(1, scores.size()).toArray(new Node[0]));
    return switch (below(3)) {
      case 0 -> sum.then(new Softmax());
      case 1 -> sum.then(new Sigmoid());
      default -> sum;
    };
  }
}
