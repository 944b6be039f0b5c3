package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.io.Backbone;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that have the weights of another one. */
class SharedWeightsTest {
  private final Tensor images = random(1, 3, 6, 6, 2);

  private static Tensor random(long seed, int... dims) {
    Tensor tensor = Tensor.zeros(dev.limpid.core.Shape.of(dims));
    Rng rng = Rng.of(seed);
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) rng.nextGaussian();
    }
    return tensor;
  }

  /** A convolution three times, a depthwise one and a norm twice; shared or with copies. */
  private static Network network(boolean shared) {
    Graph graph = new Graph();
    Node image = graph.input("image", 6, 6, 2);
    Layer conv = new Conv2D(2, 3).same().named("conv");
    Layer again = new Conv2D(2, 3).same().named("again");
    Layer third = new Conv2D(2, 3).same().named("third");
    Layer depth = new DepthwiseConv2D(3).named("depth");
    Layer depthAgain = new DepthwiseConv2D(3).named("depth_again");
    Layer norm = new BatchNorm().named("norm");
    Layer normAgain = new BatchNorm().named("norm_again");
    if (shared) {
      again.withWeightsOf(conv);
      third.withWeightsOf(again);
      depthAgain.withWeightsOf(depth);
      normAgain.withWeightsOf(norm);
    }
    Node one = image.then(conv, new Tanh(), again, new Tanh(), depth, norm);
    Node two = image.then(third, depthAgain, new Sigmoid(), normAgain);
    return graph.build(new Concat().of(one, two).then(new Flatten(), new Dense(3)), 5);
  }

  /** With the weights of the network that shares them. */
  private static Network copies(Network shared) {
    Network copies = network(false);
    for (int i = 0; i < copies.layers().size(); i++) {
      List<Parameter> own = copies.layers().get(i).parameters();
      for (int k = 0; k < own.size(); k++) {
        own.get(k).value().copyFrom(shared.layers().get(i).parameters().get(k).value());
      }
    }
    return copies;
  }

  @Test
  void theGradientIsTheSumOverAllPlaces() {
    Network shared = network(true);
    Network copies = copies(shared);
    Tensor dy = random(2, 3, 3);
    assertArrayEquals(
        copies.forward(images, Mode.TRAIN).copy().data(),
        shared.forward(images, Mode.TRAIN).copy().data());
    copies.backward(dy);
    shared.backward(dy);
    for (Layer layer : shared.layers()) {
      for (int k = 0; k < layer.parameters().size(); k++) {
        if (!layer.parameters().get(k).hasGradient()) {
          continue;
        }
        float[] sum = new float[layer.parameters().get(k).value().size()];
        for (int i = 0; i < shared.layers().size(); i++) {
          if (shared.layers().get(i).weightsOf() == layer.weightsOf()) {
            float[] part = copies.layers().get(i).parameters().get(k).gradient().data();
            for (int j = 0; j < sum.length; j++) {
              sum[j] += part[j];
            }
          }
        }
        assertArrayEquals(
            sum, layer.parameters().get(k).gradient().copy().data(), 1e-6f, layer.toString());
      }
    }
  }

  /** By finite differences, of the sum of the outputs weighed with dy. */
  @Test
  void theGradientIsThatOfTheLoss() {
    Network network = network(true);
    Tensor dy = random(2, 3, 3);
    network.forward(images, Mode.TRAIN);
    network.backward(dy);
    float step = 1e-2f;
    for (Parameter parameter : network.parameters()) {
      if (!parameter.isTrainable()) {
        continue;
      }
      float[] values = parameter.value().data();
      for (int i = 0; i < parameter.value().size(); i += 7) {
        float before = values[i];
        values[i] = before + step;
        double above = weighed(network.forward(images, Mode.TRAIN), dy);
        values[i] = before - step;
        double below = weighed(network.forward(images, Mode.TRAIN), dy);
        values[i] = before;
        double expected = (above - below) / (2.0 * step);
        assertEquals(
            expected,
            parameter.gradient().data()[i],
            2e-2 * Math.max(1, Math.abs(expected)),
            parameter.name() + " " + i);
      }
    }
  }

  private static double weighed(Tensor y, Tensor dy) {
    double sum = 0;
    for (int i = 0; i < y.size(); i++) {
      sum += (double) y.data()[i] * dy.data()[i];
    }
    return sum;
  }

  @Test
  void sharedParametersAreListedOnceAndFrozenTogether() {
    Network network = network(true);
    assertEquals(
        Set.of(
            "conv.kernel",
            "conv.bias",
            "depth.kernel",
            "depth.bias",
            "norm.gamma",
            "norm.beta",
            "norm.moving_mean",
            "norm.moving_variance",
            "dense_1.kernel",
            "dense_1.bias"),
        names(network));
    assertTrue(network.summary().contains("weights of conv"), network::summary);
    Layer third = network.layers().stream().filter(l -> l.name().equals("third")).toList().get(0);
    third.trainable(false);
    assertFalse(network.layers().get(0).isTrainable());
    assertFalse(network.parameters().get(0).isTrainable());
    network.layers().get(0).trainable(true);
    assertTrue(third.isTrainable());
  }

  private static Set<String> names(Network network) {
    return network.parameters().stream().map(Parameter::name).collect(Collectors.toSet());
  }

  /** One set of averages, which each place moves in turn; the population is that of all values. */
  @Test
  void aSharedNormHasTheStatisticsOfAllPlaces() {
    Graph graph = new Graph();
    Node image = graph.input("image", 6, 6, 2);
    BatchNorm first = new BatchNorm().momentum(0.5);
    Layer second = new BatchNorm().momentum(0.5).withWeightsOf(first);
    Node sum = new Add().of(image.then(first), image.then(new Rescaling(3, 1), second));
    Network network = graph.build(sum, 1);
    network.forward(images, Mode.TRAIN);
    double mean = 0;
    for (int i = 0; i < images.size(); i += 2) {
      mean += images.data()[i] / (images.size() / 2.0);
    }
    assertEquals(
        0.5 * (0.5 * mean) + 0.5 * (3 * mean + 1), first.movingMean().value().data()[0], 1e-5);
    network.forward(images, Mode.GATHER);
    assertEquals(images.size(), first.population().count());
    assertEquals((mean + 3 * mean + 1) / 2, first.population().mean(0), 1e-5);
    assertSame(first.population(), ((BatchNorm) second).population());
    first.adoptPopulation();
    assertArrayEquals(
        network.forward(images, Mode.POPULATION).copy().data(),
        network.forward(images, Mode.INFERENCE).copy().data());
  }

  @Test
  void aFileKeepsThemOnce(@TempDir Path folder) throws IOException {
    Network network = network(true);
    network.layers().get(0).trainable(false);
    Path file = folder.resolve("model.safetensors");
    ModelFile.write(network, Map.of(), file);
    Network back = ModelFile.read(file, Compute.standard()).network();
    assertEquals(names(network), names(back));
    assertEquals(network.trainableCount(), back.trainableCount());
    assertArrayEquals(
        network.forward(images, Mode.INFERENCE).copy().data(),
        back.forward(images, Mode.INFERENCE).copy().data());
    back.layers().get(0).parameters().get(0).value().fill(0.1f);
    network.layers().get(0).parameters().get(0).value().fill(0.1f);
    assertArrayEquals(
        network.forward(images, Mode.INFERENCE).copy().data(),
        back.forward(images, Mode.INFERENCE).copy().data());
  }

  @Test
  void aFrozenNetworkAndABackboneHaveThem() {
    Network network = network(true);
    float[] expected = network.forward(images, Mode.INFERENCE).copy().data();
    Tensor frozen = FrozenNetwork.of(network).predict(images);
    assertArrayEquals(expected, frozen.copy().data(), 1e-5f);
    Network copy = Sequential.of(6, 6, 2).add(new Backbone(network, "dense_1")).build(9);
    assertEquals(List.of(), copy.copyWeightsFrom(network));
    assertEquals(names(network), names(copy));
    assertArrayEquals(expected, copy.forward(images, Mode.INFERENCE).copy().data());
  }

  @Test
  void theOtherStandsBeforeInTheSameNetworkAndIsEqual() {
    Layer conv = new Conv2D(2, 3);
    assertThrows(IllegalArgumentException.class, () -> new Conv2D(3, 3).withWeightsOf(conv));
    assertThrows(IllegalArgumentException.class, () -> new Dense(3).withWeightsOf(conv));
    Layer early = new Conv2D(2, 3).withWeightsOf(conv);
    assertThrows(
        IllegalStateException.class, () -> Sequential.of(9, 9, 2).add(early, conv).build(1));
    Layer other = new Conv2D(2, 3);
    Sequential.of(9, 9, 2).add(other).build(1);
    Layer late = new Conv2D(2, 3).withWeightsOf(other);
    Exception refused =
        assertThrows(
            IllegalArgumentException.class, () -> Sequential.of(9, 9, 2).add(late).build(1));
    assertTrue(refused.getMessage().contains("another network"), refused::getMessage);
    Layer wide = new Conv2D(2, 3);
    Layer narrow = new Conv2D(2, 3).withWeightsOf(wide);
    assertThrows(
        IllegalArgumentException.class, () -> Sequential.of(9, 9, 3).add(wide, narrow).build(1));
    assertTrue(new HashSet<>(List.of(conv)).contains(early.weightsOf()));
  }
}
