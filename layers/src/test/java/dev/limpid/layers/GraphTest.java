package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.merge.Residual;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.layers.norm.BatchNorm;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GraphTest {
  private static final int GRAPHS = 200;
  private static final Compute SERIAL =
      Compute.standard().with(Kernels.named("java")).with(Parallel.serial());

  /**
   * A step of a network with a tensor of its own for everything: nothing shared, nothing in place.
   */
  private static final class NaiveStep {
    final Map<String, Tensor> outputs = new HashMap<>();
    final Map<String, Tensor> gradients = new HashMap<>();

    NaiveStep(Network network, Tensor x, Function<Tensor, Tensor> dy) {
      outputs.put("image", x);
      List<Layer> layers = network.layers();
      for (int i = 0; i < layers.size(); i++) {
        Tensor[] xs = network.sources(i).stream().map(outputs::get).toArray(Tensor[]::new);
        Tensor y = Tensor.zeros(0);
        layers.get(i).forward(xs, y, Mode.TRAIN);
        outputs.put(layers.get(i).name(), y);
      }
      Layer last = layers.get(layers.size() - 1);
      gradients.put(last.name(), dy.apply(outputs.get(last.name())));
      for (int i = layers.size() - 1; i >= 0; i--) {
        List<String> sources = network.sources(i);
        Tensor[] dxs = sources.stream().map(name -> Tensor.zeros(0)).toArray(Tensor[]::new);
        layers.get(i).backwardInto(gradients.get(layers.get(i).name()), dxs);
        for (int k = 0; k < dxs.length; k++) {
          gradients.merge(sources.get(k), dxs[k], GraphTest::sum);
        }
      }
    }
  }

  private static Tensor sum(Tensor a, Tensor b) {
    Tensor sum = a.copy();
    for (int i = 0; i < sum.size(); i++) {
      sum.data()[i] += b.data()[i];
    }
    return sum;
  }

  private static Tensor random(Tensor like, int seed) {
    return LayerCase.random(like.shape().sample(), like.batchSize(), Rng.of(seed));
  }

  private static void assertSame(Tensor expected, Tensor actual, String message) {
    assertEquals(expected.shape(), actual.shape(), message);
    assertArrayEquals(expected.copy().data(), actual.copy().data(), message);
  }

  private static void assertSameGradients(Network expected, Network actual, String message) {
    for (int i = 0; i < expected.parameters().size(); i++) {
      Parameter parameter = expected.parameters().get(i);
      Parameter other = actual.parameters().get(i);
      assertSame(parameter.value(), other.value(), parameter.name() + ", " + message);
      if (parameter.isTrainable()) {
        assertSame(parameter.gradient(), other.gradient(), parameter.name() + ", " + message);
      }
    }
  }

  @Test
  void sharedTensorsGiveTheBitsThatTensorsOfTheirOwnGive() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      Network network = RandomGraphs.of(seed, SERIAL);
      Network twin = RandomGraphs.layerByLayer(seed, SERIAL);
      Tensor x = LayerCase.random(network.inputShape(), 3, Rng.of(seed));
      NaiveStep naive = new NaiveStep(twin, x, y -> random(y, 7));
      String message = "seed " + seed + ", " + network.summary();

      Tensor y = network.forward(x, Mode.TRAIN);
      Tensor dy = random(y, 7);
      network.forward(LayerCase.random(network.inputShape(), 5, Rng.of(-1)), Mode.INFERENCE);
      Tensor dx = Tensor.zeros(0);
      network.backward(dy, dx);
      for (int again = 0; again < 2; again++) {
        Layer last = twin.layers().get(twin.layers().size() - 1);
        assertSame(naive.outputs.get(last.name()), y, message);
        assertSame(naive.gradients.get("image"), dx, message);
        assertSameGradients(twin, network, message);
        for (int i = 0; i < network.layers().size(); i++) {
          if (network.keepsActivation(i)) {
            String name = network.layers().get(i).name();
            assertSame(naive.outputs.get(name), network.activation(i), name + ", " + message);
          }
        }
        network.backward(dy, dx); // a second time from the same forward pass
      }
    }
  }

  @Test
  void passesWithoutBackwardGiveWhatTensorsOfTheirOwnGive() {
    for (int seed = 0; seed < GRAPHS; seed++) {
      Network network = RandomGraphs.of(seed, SERIAL);
      Network twin = RandomGraphs.of(seed, SERIAL);
      Tensor x = LayerCase.random(network.inputShape(), 3, Rng.of(seed));
      Tensor before = x.copy();
      Map<String, Tensor> outputs = new HashMap<>(Map.of("image", x));
      for (int i = 0; i < twin.layers().size(); i++) {
        Tensor[] xs = twin.sources(i).stream().map(outputs::get).toArray(Tensor[]::new);
        Tensor y = Tensor.zeros(0);
        twin.layers().get(i).forward(xs, y, Mode.INFERENCE);
        outputs.put(twin.layers().get(i).name(), y);
      }
      Layer last = twin.layers().get(twin.layers().size() - 1);
      assertSame(outputs.get(last.name()), network.forward(x, Mode.INFERENCE), "seed " + seed);
      assertSame(before, x, "seed " + seed);
    }
  }

  @Test
  void gradientsAreThoseOfTheLoss() {
    for (int seed = 0; seed < 40; seed++) {
      Network network = RandomGraphs.smooth(seed, SERIAL);
      Tensor x = LayerCase.random(network.inputShape(), 4, Rng.of(seed));
      Mode mode = new Mode(Mode.Statistics.BATCH, Mode.Update.NONE, false, true);
      Tensor weights = random(network.forward(x, mode), 3);
      Tensor dx = Tensor.zeros(0);
      network.backward(weights, dx);
      Tensor direction = random(x, 5);
      double slope = dot(dx, direction);
      double step = 1e-3;
      double up = dot(network.forward(moved(x, direction, step), mode), weights);
      double down = dot(network.forward(moved(x, direction, -step), mode), weights);
      double numeric = (up - down) / (2 * step);
      assertEquals(numeric, slope, 0.03 * Math.max(1, Math.abs(numeric)), "seed " + seed);
    }
  }

  private static Tensor moved(Tensor x, Tensor direction, double step) {
    Tensor moved = x.copy();
    for (int i = 0; i < moved.size(); i++) {
      moved.data()[i] += (float) (step * direction.data()[i]);
    }
    return moved;
  }

  private static double dot(Tensor a, Tensor b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += (double) a.data()[i] * b.data()[i];
    }
    return sum;
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBits() {
    ResNet design = ResNet.forImages(12, 12, 3, 4).withDepth(8).withFirstFilters(4);
    Network serial = design.build(1, SERIAL);
    Tensor x = LayerCase.random(serial.inputShape(), 40, Rng.of(2));
    Tensor dy = random(serial.forward(x, Mode.TRAIN), 3);
    serial.backward(dy);
    for (int threads = 2; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        Network network = design.build(1, SERIAL.with(parallel));
        network.forward(x, Mode.TRAIN);
        network.backward(dy);
        assertSameGradients(serial, network, threads + " threads");
      }
    }
  }

  @Test
  void resNet20HasTheParametersOfThePaper() {
    Network network = ResNet.forImages(32, 32, 3, 10).build(1, SERIAL);
    assertEquals(274_042, network.parameterCount());
    assertEquals(272_474, network.trainableCount());
    assertEquals(21, network.layers(BatchNorm.class).size());
    assertEquals(21 + 1, network.layers(Conv2D.class).size() + network.layers(Dense.class).size());
    assertFalse(network.isChain());
    assertThrows(
        IllegalArgumentException.class, () -> ResNet.forImages(32, 32, 3, 10).withDepth(21));
  }

  @Test
  void tensorsTakeLittleMoreThanWhatMustBeKept() {
    long[] sizes = ResNet.forImages(32, 32, 3, 10).build(1, SERIAL).plannedSizes();
    assertTrue(sizes[1] <= 0.2 * sizes[0], sizes[1] + " transient beside " + sizes[0] + " kept");
  }

  @Test
  void blocksCanBeMadeOfBlocksAndUsedSeveralTimes() {
    Block convolution = input -> input.then(new Conv2D(4, 3).same(), new BatchNorm(), new ReLU());
    Block two = input -> input.then(convolution, convolution);
    Network network =
        Sequential.of(6, 6, 4).add(new Residual(two), new Residual(two), new Flatten()).build(1);
    assertEquals(
        List.of("conv2d_1", "conv2d_2", "conv2d_3", "conv2d_4"),
        network.layers(Conv2D.class).stream().map(Layer::name).toList());
    assertEquals(List.of("relu_2", "input"), network.sources(6));
  }

  /** A layer that is made of others and runs them itself. */
  private static class Nested extends Layer {
    final Conv2D convolution = new Conv2D(4, 3).same();
    final BatchNorm norm = new BatchNorm();

    @Override
    public Shape outputShape(Shape input) {
      return convolution.outputShape(input);
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    public List<Parameter> parameters() {
      List<Parameter> all = new ArrayList<>(convolution.parameters());
      all.addAll(norm.parameters());
      return all;
    }

    @Override
    protected void onBuild(Shape input, Rng rng) {
      convolution.named(name() + ".convolution").build(input, rng, compute());
      norm.named(name() + ".norm").build(convolution.outputShape(), rng, compute());
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      norm.forward(convolution.forward(x, mode), y, mode);
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      convolution.backward(norm.backward(dy), dx);
    }
  }

  @Test
  void whatALayerIsMadeOfIsSeen() {
    Nested nested = new Nested();
    Network network = Sequential.of(6, 6, 3).add(nested, new BatchNorm()).build(1);
    assertEquals(List.of(nested.convolution, nested.norm), nested.children());
    assertEquals(2, network.layers(BatchNorm.class).size());
    assertTrue(network.summary().contains("  nested_1.norm (BatchNorm)"), network.summary());
  }

  @Test
  void whatNobodyCouldSeeIsRefused() {
    Layer forgetful =
        new Nested() {
          @Override
          public List<Parameter> parameters() {
            return List.of();
          }
        };
    assertSays("which would be neither trained nor saved", () -> chain(forgetful));
    Layer secretive =
        new Nested() {
          private final BatchNorm other = new BatchNorm();

          @Override
          protected void onForward(Tensor x, Tensor y, Mode mode) {
            if (!other.isBuilt()) {
              other.build(x.shape().sample(), Rng.of(1), compute()); // too late to be seen
            }
            other.forward(x, y, mode);
          }
        };
    Network network = chain(secretive);
    assertSays(
        "has not built in its onBuild",
        () -> network.forward(Tensor.zeros(2, 6, 6, 3), Mode.INFERENCE));
  }

  private static Network chain(Layer layer) {
    return Sequential.of(6, 6, 3).add(layer).build(1);
  }

  private static void assertSays(String part, Executable action) {
    String message = assertThrows(RuntimeException.class, action).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void severalInputsGoByTheirNames() {
    Graph graph = new Graph().on(SERIAL);
    Node image = graph.input("image", 4, 4, 2);
    Node weights = graph.input("weights", 4, 4, 2);
    Node product = new Multiply().of(image, weights);
    Network network =
        graph.build(new Concat().of(product, image).then(new Flatten(), new Dense(3)), 1);
    assertEquals(List.of("image", "weights"), List.copyOf(network.inputs().keySet()));
    Tensor x = LayerCase.random(network.inputs().get("image"), 2, Rng.of(1));
    Tensor w = LayerCase.random(network.inputs().get("weights"), 2, Rng.of(2));
    Tensor dy = random(network.forward(Map.of("image", x, "weights", w), Mode.TRAIN), 3);
    Tensor dw = Tensor.zeros(0);
    Tensor dx = Tensor.zeros(0);
    network.backwardInto(dy, Map.of("weights", dw, "image", dx));
    double step = 1e-2;
    Tensor direction = random(w, 4);
    double up =
        dot(
            network.forward(Map.of("image", x, "weights", moved(w, direction, step)), Mode.BATCH),
            dy);
    double down =
        dot(
            network.forward(Map.of("image", x, "weights", moved(w, direction, -step)), Mode.BATCH),
            dy);
    assertEquals((up - down) / (2 * step), dot(dw, direction), 1e-3);

    assertSays("2 inputs", network::inputShape);
    assertSays("2 inputs", () -> network.forward(x, Mode.TRAIN));
    assertSays("weights", () -> network.forward(Map.of("image", x), Mode.TRAIN));
    assertSays(
        "differ in size",
        () -> network.forward(Map.of("image", x, "weights", Tensor.zeros(3, 4, 4, 2)), Mode.TRAIN));
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Graph graph = new Graph();
    Node image = graph.input("image", 4, 4, 2);
    assertSays("one shape", () -> new Add().of(image, image.then(new Conv2D(3, 1))));
    assertSays("the last dimension", () -> new Concat().of(image, image.then(new Flatten())));
    ReLU twice = new ReLU();
    Node once = image.then(twice);
    assertSays("in a network already", () -> once.then(twice));
    assertSays("another graph", () -> new Add().of(image, new Graph().input("other", 4, 4, 2)));
    assertSays("two inputs are named 'image'", () -> graph.input("image", 3));
    assertSays("leads nowhere", () -> graph.build(image.then(new Flatten()), 1));

    Graph unused = new Graph();
    Node used = unused.input("a", 3);
    unused.input("b", 3);
    assertSays("'b' is taken by no layer", () -> unused.build(used.then(new Dense(2)), 1));
    Graph named = new Graph();
    Node input = named.input("x", 3);
    assertSays("'x'", () -> named.build(input.then(new Dense(2).named("x")), 1));
  }

  @Test
  void aMergeOfTheSameOutputTwiceCountsItTwice() {
    Graph graph = new Graph().on(SERIAL);
    Node image = graph.input("image", 3);
    Node tanh = image.then(new Tanh());
    Network network = graph.build(new Add().of(tanh, tanh).then(new Dense(2)), 1);
    NaiveStep naive = new NaiveStep(network, Tensor.of(Shape.of(1, 3), 1, 2, 3), y -> random(y, 1));
    Tensor dx = Tensor.zeros(0);
    Tensor y = network.forward(naive.outputs.get("image"), Mode.TRAIN);
    network.backward(random(y, 1), dx);
    assertSame(naive.outputs.get("dense_1"), y, "output");
    assertSame(naive.gradients.get("image"), dx, "gradient");
  }
}
