package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SequentialTest {
  @Test
  void itGivesWhatItsLayersGiveOneAfterTheOther() {
    Network network = network();
    Tensor x = random(1, 4);
    Tensor y = network.forward(x, Mode.TRAIN).copy();
    Tensor dy = random(2, y);
    Tensor dx = Tensor.zeros(x.shape());
    network.backward(dy, dx);

    // The same layers, each with tensors of its own: nothing shared, nothing in place.
    List<Layer> twins = network().layers();
    Tensor current = x;
    for (Layer layer : twins) {
      current = layer.forward(current, Mode.TRAIN);
    }
    assertArrayEquals(y.data(), current.copy().data());
    Tensor gradient = dy;
    for (int i = twins.size() - 1; i >= 0; i--) {
      gradient = twins.get(i).backward(gradient);
    }
    assertArrayEquals(dx.copy().data(), gradient.copy().data());
    List<Parameter> expected = new ArrayList<>();
    twins.forEach(layer -> expected.addAll(layer.parameters()));
    for (int i = 0; i < expected.size(); i++) {
      if (expected.get(i).isTrainable()) {
        assertArrayEquals(
            expected.get(i).gradient().data(),
            network.parameters().get(i).gradient().data(),
            expected.get(i).name());
      }
    }
  }

  /** Copies, and counts its backward passes; joins them with that of the layer before. */
  private static final class Joining extends Layer {
    private int alone;
    private int joined;

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      y.copyFrom(x);
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      alone++;
      dx.copyFrom(dy);
    }

    String counts() {
      return alone + " " + joined;
    }

    @Override
    protected Backward backwardThrough(Layer before) {
      return before instanceof ReLU
          ? (x, y, dy, dx) -> {
            joined++;
            for (int i = 0; i < dy.size(); i++) {
              dx.data()[i] = x.data()[i] > 0 ? dy.data()[i] : 0;
            }
          }
          : null;
    }
  }

  @Test
  void backwardGoesThroughTwoLayersAtOnceUnlessLayerByLayerIsWanted() {
    Joining first = new Joining();
    Joining second = new Joining();
    Joining byItself = new Joining();
    Tensor x = Tensor.of(Shape.of(2, 3), 1, -2, 3, -4, 5, -6);
    Tensor dy = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
    Sequential wide = Sequential.of(3).add(first, new ReLU(), second);
    Sequential narrow = Sequential.of(3).add(new Joining(), new ReLU(), byItself).layerByLayer();
    for (Sequential builder : List.of(wide, narrow)) {
      Network network = builder.build(1);
      network.forward(x, Mode.TRAIN);
      Tensor dx = Tensor.zeros(0);
      network.backward(dy, dx);
      assertArrayEquals(new float[] {1, 0, 3, 0, 5, 0}, dx.data());
    }
    assertEquals(
        "1 0, 0 1, 1 0", first.counts() + ", " + second.counts() + ", " + byItself.counts());
  }

  @Test
  void layerByLayerGivesTheSameBits() {
    Network joined = network();
    Network layerByLayer = builder().layerByLayer().build(7);
    Tensor x = random(1, 4);
    Tensor dxOfJoined = Tensor.zeros(x.shape());
    Tensor dx = Tensor.zeros(x.shape());
    joined.backward(random(2, joined.forward(x, Mode.TRAIN)), dxOfJoined);
    layerByLayer.backward(random(2, layerByLayer.forward(x, Mode.TRAIN)), dx);
    assertArrayEquals(dxOfJoined.data(), dx.data());
    for (int i = 0; i < joined.parameters().size(); i++) {
      Parameter parameter = joined.parameters().get(i);
      if (parameter.isTrainable()) {
        assertArrayEquals(
            parameter.gradient().data(), layerByLayer.parameters().get(i).gradient().data());
      }
    }
  }

  /** Kernels are free to add to a part of an array in another order than to a whole one. */
  @Test
  void theSameBatchGivesTheSameBitsAfterALargerOne() {
    for (Kernels kernels : Kernels.available()) {
      for (int seed = 0; seed < 10; seed++) {
        Network network =
            Sequential.of(600)
                .add(new Dense(30), new ReLU(), new Dense(7))
                .on(Compute.standard().with(kernels))
                .build(seed);
        network
            .parameters()
            .forEach(p -> p.value().copyFrom(random(31, p.value()))); // biases are 0 at first
        FrozenNetwork frozen = FrozenNetwork.of(network);
        Tensor small = random(seed, Tensor.zeros(3, 600));
        Tensor large = random(seed, Tensor.zeros(9, 600));
        for (Mode mode : List.of(Mode.INFERENCE, Mode.TRAIN)) {
          Tensor expected = network.forward(small, mode).copy();
          network.forward(large, mode);
          String message = kernels.name() + ", seed " + seed + ", " + mode;
          assertArrayEquals(expected.data(), network.forward(small, mode).copy().data(), message);
        }
        Tensor y = Tensor.zeros(0);
        frozen.predict(small, y);
        Tensor expected = y.copy();
        frozen.predict(large, y);
        frozen.predict(small, y);
        assertArrayEquals(expected.data(), y.copy().data(), kernels.name() + ", seed " + seed);
      }
    }
  }

  @Test
  void passesWithoutBackwardInBetweenChangeNothing() {
    Network network = network();
    Tensor x = random(1, 4);
    Tensor dy = random(2, network.forward(x, Mode.TRAIN));
    Tensor expected = Tensor.zeros(0);
    network.backward(dy, expected);

    Network disturbed = network();
    disturbed.forward(x, Mode.TRAIN);
    for (Mode mode : new Mode[] {Mode.INFERENCE, Mode.BATCH, Mode.TRAIN_FROZEN, Mode.GATHER}) {
      disturbed.forward(random(3, 9), mode);
    }
    Tensor actual = Tensor.zeros(0);
    disturbed.backward(dy, actual);
    assertArrayEquals(expected.copy().data(), actual.copy().data());
  }

  @Test
  void whatAPassReturnedStaysUntilTheNextOfItsKind() {
    Network network = network();
    Tensor x = random(1, 4);
    Tensor evaluated = network.forward(x, Mode.INFERENCE);
    Tensor before = evaluated.copy();
    Tensor trained = network.forward(random(2, 4), Mode.TRAIN);
    network.backward(random(3, trained));
    assertArrayEquals(before.data(), evaluated.copy().data());
    Tensor output = trained.copy();
    network.forward(x, Mode.INFERENCE);
    assertArrayEquals(output.data(), trained.copy().data());
  }

  @Test
  void activationsThatAreKeptAreWhatTheLayersPutOut() {
    Network network =
        Sequential.of(8, 11, 2)
            .add(new Conv2D(3, 3), new ReLU(), new BatchNorm(), new MaxPool2D(2), new Dropout(0.5))
            .add(new Conv2D(4, 2), new BatchNorm(), new MaxPool2D(1, 2), new Flatten())
            .add(new Dense(3), new Softmax())
            .build(1);
    Tensor x = LayerCase.random(network.inputShape(), 4, Rng.of(5));
    Tensor y = network.forward(x, Mode.TRAIN);
    Tensor dy = LayerCase.random(network.outputShape(), 4, Rng.of(6));
    network.backward(dy);
    network.forward(x, Mode.INFERENCE);
    // overwritten: by ReLU, Dropout and Softmax in place; for pooling and Flatten alone: both
    // norms,
    // the second pooling
    List<Integer> kept = List.of(1, 4, 5, 8, 10);
    Tensor current = x;
    List<Layer> twins =
        Sequential.of(8, 11, 2)
            .add(new Conv2D(3, 3), new ReLU(), new BatchNorm(), new MaxPool2D(2), new Dropout(0.5))
            .add(new Conv2D(4, 2), new BatchNorm(), new MaxPool2D(1, 2), new Flatten())
            .add(new Dense(3), new Softmax())
            .build(1)
            .layers();
    for (int i = 0; i < twins.size(); i++) {
      current = twins.get(i).forward(current, Mode.TRAIN);
      assertEquals(kept.contains(i), network.keepsActivation(i), twins.get(i).toString());
      if (network.keepsActivation(i)) {
        assertArrayEquals(
            current.data(), network.activation(i).copy().data(), twins.get(i).toString());
      }
    }
    assertArrayEquals(y.copy().data(), current.data());
  }

  @Test
  void aSmallerLastBatchReusesTheBuffers() {
    Network network = network();
    Tensor first = network.forward(random(1, 6), Mode.TRAIN);
    float[] buffer = first.data();
    Tensor last = network.forward(random(2, 2), Mode.TRAIN);
    assertSame(buffer, last.data());
    assertEquals(2, last.batchSize());
    network.backward(random(3, last));
  }

  @Test
  void logitsAreWhatTheFinalSoftmaxTurnsIntoProbabilities() {
    Network network = network();
    Tensor x = random(1, 3);
    Tensor probabilities = network.forward(x, Mode.INFERENCE).copy();
    Tensor logits = network.forwardToLogits(x, Mode.INFERENCE).copy();
    double sum = 0;
    for (int c = 0; c < 5; c++) {
      sum += Math.exp(logits.data()[c]);
    }
    for (int c = 0; c < 5; c++) {
      assertEquals(Math.exp(logits.data()[c]) / sum, probabilities.data()[c], 1e-6);
    }
    // and the backward pass begins where the forward pass ended
    network.forwardToLogits(x, Mode.TRAIN);
    network.backward(Tensor.zeros(3, 5));
  }

  @Test
  void layersWithoutANameGetOneFromTypeAndNumber() {
    Network network =
        Sequential.of(4).add(new Dense(3), new Dense(3).named("dense_1"), new Dense(2)).build(1);
    assertEquals(
        List.of("dense_2", "dense_1", "dense_3"),
        network.layers().stream().map(Layer::name).toList());
    assertThrows(
        IllegalArgumentException.class,
        () -> Sequential.of(4).add(new ReLU().named("a"), new ReLU().named("a")).build(1));
    assertThrows(IllegalArgumentException.class, () -> Sequential.of(4).build(1));
  }

  @Test
  void shapesThatDoNotFitAreNamed() {
    IllegalArgumentException problem =
        assertThrows(
            IllegalArgumentException.class,
            () -> network().forward(Tensor.zeros(2, 7, 6, 3), Mode.INFERENCE));
    assertTrue(problem.getMessage().contains("[2,7,6,3]"), problem.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> Sequential.of(4, 4, 3).add(new Dense(3)).build(1));
    assertThrows(IllegalStateException.class, () -> network().backward(Tensor.zeros(1, 5)));
  }

  @Test
  void theFirstValueThatIsNotFiniteIsFound() {
    Network network = network();
    network.forward(random(1, 2), Mode.TRAIN);
    assertTrue(network.firstNonFinite().isEmpty());
    network.parameters().get(0).value().data()[0] = Float.NaN;
    assertTrue(network.firstNonFinite().orElseThrow().contains("conv2d_1"));
  }

  private static Network network() {
    return builder().build(7);
  }

  private static Sequential builder() {
    return Sequential.of(6, 7, 3)
        .add(new Conv2D(4, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Conv2D(4, 2).same(), new BatchNorm(), new ReLU(), new Dropout(0.3))
        .add(new Flatten(), new Dense(6), new Tanh(), new Dropout(0.2))
        .add(new Dense(5), new Softmax())
        .on(Compute.standard());
  }

  private static Tensor random(int seed, int n) {
    return random(seed, Tensor.zeros(n, 6, 7, 3));
  }

  private static Tensor random(int seed, Tensor like) {
    Rng rng = Rng.of(seed);
    Tensor values = Tensor.zeros(like.shape());
    for (int i = 0; i < values.size(); i++) {
      values.data()[i] = (float) rng.nextGaussian();
    }
    return values;
  }
}
