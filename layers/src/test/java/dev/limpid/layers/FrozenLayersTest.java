package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.io.Backbone;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.KnownStatistics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrozenLayersTest {
  @TempDir Path folder;

  private static Network network(long seed) {
    return Sequential.of(8, 8, 2)
        .add(new Conv2D(4, 3).same(), new ReLU(), new BatchNorm(), new Conv2D(3, 3).same())
        .add(new BatchNorm(), new ReLU(), new Flatten(), new Dense(5), new ReLU(), new Dense(3))
        .build(seed);
  }

  private static Tensor x(int n, long seed) {
    return LayerCase.random(Shape.of(8, 8, 2), n, Rng.of(seed));
  }

  private static float[] gradient(Network network, String name) {
    return parameter(network, name).gradient().copy().data();
  }

  private static Parameter parameter(Network network, String name) {
    return network.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Layer layer(Network network, String name) {
    return network.layers().stream()
        .filter(layer -> layer.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aFrozenBatchNormUsesItsMovingStatisticsInEveryModeAndLeavesThem() {
    BatchNorm norm = new BatchNorm();
    norm.build(Shape.of(4), Rng.of(1), Compute.standard());
    Tensor x = LayerCase.random(Shape.of(4), 16, Rng.of(2));
    for (int i = 0; i < 20; i++) {
      norm.forward(x, Mode.TRAIN);
    }
    norm.trainable(false);
    float[] mean = norm.movingMean().value().copy().data();
    float[] variance = norm.movingVariance().value().copy().data();
    float[] inference = norm.forward(x, Mode.INFERENCE).data();
    for (Mode mode :
        List.of(Mode.TRAIN, Mode.TRAIN_FROZEN, Mode.BATCH, Mode.GATHER, Mode.POPULATION)) {
      assertArrayEquals(inference, norm.forward(x, mode).data(), mode.toString());
    }
    assertArrayEquals(mean, norm.movingMean().value().data());
    assertArrayEquals(variance, norm.movingVariance().value().data());
    // dx = dy gamma / sqrt(variance + eps): no way through statistics of the batch
    norm.forward(x, Mode.TRAIN);
    Tensor dy = LayerCase.random(Shape.of(4), 16, Rng.of(3));
    float[] dx = norm.backward(dy).data();
    for (int i = 0; i < dx.length; i++) {
      assertEquals(dy.data()[i] / Math.sqrt(variance[i % 4] + norm.epsilon()), dx[i], 1e-5);
    }
    GradientCheck.of(norm).require();
    norm.trainable(true);
    norm.forward(x, Mode.TRAIN);
    assertFalse(Arrays.equals(mean, norm.movingMean().value().data()));
  }

  @Test
  void gradientsOfWhatIsTrainedAreTheSameAndTheRestIsNotComputed() {
    Tensor dy = LayerCase.random(Shape.of(3), 6, Rng.of(7));
    List<String> names = List.of("conv2d_1", "conv2d_2", "dense_1", "dense_2");
    for (int frozen = 0; frozen <= names.size(); frozen++) {
      Network all = network(1);
      Network part = network(1);
      for (Network network : List.of(all, part)) {
        network.layers(BatchNorm.class).forEach(norm -> norm.trainable(false));
      }
      for (String name : names.subList(0, frozen)) {
        layer(part, name).trainable(false);
        parameter(part, name + ".kernel").gradient().fill(77);
      }
      for (Network network : List.of(all, part)) {
        network.forward(x(6, 5), Mode.TRAIN);
        network.backward(dy);
      }
      for (String name : names) {
        float[] gradient = gradient(part, name + ".kernel");
        if (names.indexOf(name) < frozen) {
          assertEquals(77, gradient[0], name);
        } else {
          assertArrayEquals(gradient(all, name + ".kernel"), gradient, name);
        }
      }
      Tensor dx = Tensor.zeros(0);
      Tensor expected = Tensor.zeros(0);
      part.forward(x(6, 5), Mode.TRAIN);
      part.backward(dy, dx);
      all.forward(x(6, 5), Mode.TRAIN);
      all.backward(dy, expected);
      assertArrayEquals(expected.copy().data(), dx.copy().data(), "by the input");
    }
  }

  @Test
  void branchesOfAGraphMayBeFrozen() {
    Tensor dy = LayerCase.random(Shape.of(6, 6, 3), 4, Rng.of(7));
    for (int mask = 0; mask < 16; mask++) {
      Network all = branching();
      Network part = branching();
      for (int i = 0; i < 4; i++) {
        layer(part, "c" + i).trainable((mask >> i & 1) == 0);
      }
      for (Network network : List.of(all, part)) {
        network.forward(LayerCase.random(Shape.of(6, 6, 2), 4, Rng.of(5)), Mode.TRAIN);
        network.backward(dy);
      }
      for (int i = 0; i < 4; i++) {
        if ((mask >> i & 1) == 0) {
          String name = "c" + i + ".kernel";
          assertArrayEquals(gradient(all, name), gradient(part, name), name + ", mask " + mask);
        }
      }
    }
  }

  private static Network branching() {
    Graph graph = new Graph();
    Node x = graph.input("x", 6, 6, 2);
    Node stem = x.then(new Conv2D(3, 3).same().named("c0"));
    Node left = stem.then(new Conv2D(3, 3).same().named("c1"), new ReLU());
    Node right = stem.then(new ReLU(), new Conv2D(3, 1).named("c2"));
    Node sum = new Add().of(left, right, stem);
    return graph.build(sum.then(new Conv2D(3, 3).same().named("c3")), 3);
  }

  @Test
  void modelFilesKeepWhatIsFrozenAndHowFastTheRestIsTrained() throws IOException {
    Network network = network(1);
    layer(network, "conv2d_1").trainable(false);
    layer(network, "batchnorm_1").trainable(false);
    layer(network, "dense_1").learningRateMultiplier(0.1);
    Path file = folder.resolve("model");
    ModelFile.write(network, Map.of(), file);
    Network read = ModelFile.read(file, Compute.standard()).network();
    for (int i = 0; i < network.layers().size(); i++) {
      Layer expected = network.layers().get(i);
      Layer actual = read.layers().get(i);
      assertEquals(expected.isTrainable(), actual.isTrainable(), expected.name());
      assertEquals(expected.learningRateMultiplier(), actual.learningRateMultiplier());
    }
    assertFalse(parameter(read, "conv2d_1.kernel").isTrainable());
    assertEquals(0.1, parameter(read, "dense_1.bias").learningRateMultiplier());
    assertEquals(network.trainableCount(), read.trainableCount());
    assertEquals(
        List.of("batchnorm_2"), KnownStatistics.moved(read).stream().map(Layer::name).toList());
    assertTrue(read.summary().contains("conv2d_1 (Conv2D, frozen)"), read.summary());
  }

  @Test
  void aBackboneCanBeFrozenBelowANewHead() {
    Network trained = network(1);
    Network fresh =
        Sequential.of(8, 8, 2)
            .add(new Backbone(trained, "flatten_1").frozen(), new Dense(7).named("head"))
            .build(2);
    assertEquals(List.of("head.kernel", "head.bias"), fresh.copyWeightsFrom(trained));
    List<String> left =
        fresh.parameters().stream().filter(Parameter::isTrainable).map(Parameter::name).toList();
    assertEquals(List.of("head.kernel", "head.bias"), left);
    assertTrue(trained.layers().stream().allMatch(Layer::isTrainable));
  }

  @Test
  void layersWithinALayerFollowIt() {
    Outer outer = new Outer();
    outer.trainable(false).learningRateMultiplier(0.5);
    Network network = Sequential.of(4).add(outer, new Dense(2)).build(1);
    assertFalse(outer.norm.isTrainable());
    assertEquals(0.5, outer.norm.gamma().learningRateMultiplier());
    assertFalse(outer.norm.gamma().isTrainable());
    assertTrue(KnownStatistics.moved(network).isEmpty());
    outer.trainable(true);
    assertTrue(outer.norm.gamma().isTrainable());
    assertThrows(IllegalArgumentException.class, () -> outer.learningRateMultiplier(-1));
  }

  /** A BatchNorm within a layer. */
  private static final class Outer extends Layer {
    private final BatchNorm norm = new BatchNorm();

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    public List<Parameter> parameters() {
      return norm.parameters();
    }

    @Override
    protected void onBuild(Shape input, Rng rng) {
      norm.named(name() + ".norm").build(input, rng, compute());
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      norm.forward(x, y, mode);
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      norm.backward(dy, dx);
    }
  }
}
