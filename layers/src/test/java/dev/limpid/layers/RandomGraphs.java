package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.norm.BatchNorm;
import java.util.ArrayList;
import java.util.List;

/** Networks that branch and merge at random, of layers that keep and overwrite in all ways. */
public final class RandomGraphs {
  private RandomGraphs() {}

  /** A network of 5x6 images; the same for the same seed. */
  public static Network of(int seed, Compute compute) {
    return write(seed, false, new Graph().on(compute));
  }

  /** A network without kinks: its layers are smooth functions. */
  static Network smooth(int seed, Compute compute) {
    return write(seed, true, new Graph().on(compute));
  }

  /** The same network as {@link #of}, whose backward pass goes layer by layer. */
  static Network layerByLayer(int seed, Compute compute) {
    return write(seed, false, new Graph().on(compute).layerByLayer());
  }

  private static Network write(int seed, boolean smooth, Graph graph) {
    Rng rng = Rng.of(seed);
    List<Node> ends = new ArrayList<>(List.of(graph.input("image", 5, 6, 1 + rng.nextInt(3))));
    ends.set(0, ends.get(0).then(convolution(rng)));
    int steps = 4 + rng.nextInt(12);
    for (int i = 0; i < steps; i++) {
      int at = rng.nextInt(ends.size());
      Node node = ends.get(at);
      if (ends.size() < 4 && rng.nextInt(3) == 0) {
        ends.add(node); // the output is used once more
      } else if (ends.size() > 1 && rng.nextInt(2) == 0) {
        Node other = ends.remove(ends.size() - 1);
        int with = rng.nextInt(ends.size());
        ends.set(with, merge(rng, ends.get(with), other));
      } else {
        ends.set(at, node.then(layer(rng, smooth)));
      }
    }
    while (ends.size() > 1) {
      Node last = ends.remove(ends.size() - 1);
      ends.set(0, merge(rng, ends.get(0), last));
    }
    return graph.build(ends.get(0).then(new Flatten(), new Dense(3), new Softmax()), seed);
  }

  private static Node merge(Rng rng, Node a, Node b) {
    int channels = 2 + rng.nextInt(3);
    int kind = rng.nextInt(3);
    if (kind == 2) {
      return new Concat().of(a, b).then(new Conv2D(3, 1));
    }
    Node first = a.shape().equals(b.shape()) ? a : a.then(new Conv2D(channels, 1));
    Node second = a.shape().equals(b.shape()) ? b : b.then(new Conv2D(channels, 1));
    return (kind == 1 ? new Multiply() : new Add()).of(first, second);
  }

  private static Layer layer(Rng rng, boolean smooth) {
    return switch (rng.nextInt(6)) {
      case 0 -> smooth ? new Sigmoid() : new ReLU();
      case 1 -> new BatchNorm();
      case 2 -> new Dropout(0.3);
      case 3 -> new Tanh();
      case 4 -> smooth ? new Tanh() : new LeakyReLU(0.2);
      default -> convolution(rng);
    };
  }

  private static Layer convolution(Rng rng) {
    return new Conv2D(2 + rng.nextInt(3), 3).same();
  }
}
