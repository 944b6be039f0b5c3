package dev.limpid.layers.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LayerCase;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.RandomGraphs;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Swish;
import dev.limpid.layers.networks.LeNet;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrozenNetworkTest {
  private static final int NETWORKS = 60;

  /** What may follow a convolution: fused in part, or not at all. */
  private static final List<String> TAILS =
      List.of("", "R", "B", "RB", "BR", "BRB", "RBB", "RR", "B6", "6B", "R6");

  @Test
  void rowsThatLieWhollyInThePaddingAreComputedTooWhereBandsBeginWithThem() {
    for (int padding = 3; padding <= 6; padding++) {
      Network network =
          Sequential.of(8, 512, 3)
              .add(new Conv2D(64, 1))
              .add(new DepthwiseConv2D(3).padding(Padding.explicit(padding, padding)))
              .add(new Conv2D(8, 1))
              .build(1);
      for (int images = 1; images <= 2; images++) {
        Tensor x = Tensor.zeros(network.inputShape().batch(images));
        Rng rng = Rng.of(padding);
        for (int i = 0; i < x.size(); i++) {
          x.data()[i] = rng.nextFloat();
        }
        float[] expected = network.forward(x, Mode.INFERENCE).copy().data();
        Tensor y = Tensor.zeros(0);
        FrozenNetwork.of(network).predict(x, y);
        for (int i = 0; i < images * network.outputShape().size(); i++) {
          assertEquals(expected[i], y.data()[i], 1e-5, "padding " + padding + ", value " + i);
        }
      }
    }
  }

  private static Network random(int seed, Compute compute) {
    Rng rng = Rng.of(seed);
    Sequential builder =
        Sequential.of(12 + rng.nextInt(4), 11 + rng.nextInt(4), 1 + rng.nextInt(3)).on(compute);
    if (rng.nextInt(4) == 0) {
      builder.add(new BatchNorm());
    }
    int convolutions = 1 + rng.nextInt(3);
    for (int i = 0; i < convolutions; i++) {
      builder.add(new Conv2D(1 + rng.nextInt(20), 1 + 2 * rng.nextInt(2)).bias(rng.nextInt(3) > 0));
      for (char tail : TAILS.get(rng.nextInt(TAILS.size())).toCharArray()) {
        builder.add(
            switch (tail) {
              case 'R' -> new ReLU();
              case '6' -> new ReLU6();
              default -> new BatchNorm();
            });
      }
      if (rng.nextInt(3) == 0) {
        builder.add(new MaxPool2D(2).stride(1).same(), new Dropout(0.5));
      }
    }
    if (rng.nextInt(3) > 0) {
      builder.add(new Flatten(), new Dense(5 + rng.nextInt(9)), new ReLU(), new BatchNorm());
      builder.add(new Dense(4), new Softmax());
    } else if (rng.nextInt(2) == 0) {
      builder.add(new GlobalAvgPool2D(), new Dropout(0.3));
    }
    Network network = builder.build(seed);
    for (Parameter parameter : network.parameters()) {
      boolean variance = parameter.name().endsWith("variance");
      float[] values = parameter.value().data();
      for (int j = 0; j < parameter.value().size() && !parameter.name().endsWith("kernel"); j++) {
        values[j] = variance ? 0.5f + rng.nextFloat() : (float) rng.nextGaussian();
      }
    }
    return network;
  }

  private static Tensor images(Network network, int n, int seed) {
    return LayerCase.random(network.inputShape(), n, Rng.of(seed).split("images"));
  }

  private static void assertClose(Tensor expected, Tensor actual, String message) {
    assertEquals(expected.shape(), actual.shape(), message);
    float[] exact = expected.copy().data();
    double scale = 1;
    for (float value : exact) {
      scale = Math.max(scale, Math.abs(value));
    }
    assertArrayEquals(exact, actual.copy().data(), (float) (1e-5 * scale), message);
  }

  @Test
  void aFrozenResNet20PredictsWhatTheNetworkDoes() {
    Network network = ResNet.forImages(32, 32, 3, 10).build(3, Compute.standard());
    network.forward(images(network, 8, 1), Mode.TRAIN); // moves the averages
    Tensor x = images(network, 6, 2);
    float[] expected = network.forward(x, Mode.INFERENCE).copy().data();
    assertArrayEquals(expected, FrozenNetwork.of(network).predict(x).copy().data(), 1e-5f);
  }

  /** Batches that are cut into pieces, with a rest. */
  @Test
  void aBatchThatIsWalkedInPiecesHasTheSameBitsForAnyNumberOfThreads() {
    float[] bits = null;
    float[] ofLeNet = null;
    for (int threads : new int[] {1, 2, 3, 5}) {
      try (Parallel parallel = Parallel.of(threads)) {
        Compute compute = Compute.standard().with(parallel);
        Network network = ResNet.forImages(32, 32, 3, 10).build(3, compute);
        Network leNet = LeNet.forImages(28, 28, 1, 10).build(4, compute);
        Tensor x = images(network, 35, 2);
        Tensor digits = images(leNet, 35, 5);
        float[] y = FrozenNetwork.of(network).predict(x).copy().data();
        float[] digit = FrozenNetwork.of(leNet).predict(digits).copy().data();
        bits = bits == null ? y : bits;
        ofLeNet = ofLeNet == null ? digit : ofLeNet;
        assertArrayEquals(bits, y, threads + " threads");
        assertArrayEquals(ofLeNet, digit, threads + " threads");
        assertClose(network.forward(x, Mode.INFERENCE), FrozenNetwork.of(network).predict(x), "");
        assertClose(
            leNet.forward(digits, Mode.INFERENCE), FrozenNetwork.of(leNet).predict(digits), "");
      }
    }
  }

  /** An inverted residual block, whose images between the convolutions are large. */
  @Test
  void convolutionsThatGoByRowsPredictWhatTheNetworkDoesWithTheSameBitsForAnyNumberOfThreads() {
    float[] bits = null;
    for (int threads : new int[] {1, 2, 3}) {
      for (int stride : new int[] {2, 1}) {
        try (Parallel parallel = Parallel.of(threads)) {
          Network network =
              Sequential.of(41, 39, 8)
                  .on(Compute.standard().with(parallel))
                  .add(new Conv2D(96, 1), new BatchNorm(), new ReLU6())
                  .add(new DepthwiseConv2D(3).stride(3 - stride).same(), new BatchNorm())
                  .add(new ReLU6(), new DepthwiseConv2D(3).stride(stride).same(), new ReLU())
                  .add(new Conv2D(20, 1), new BatchNorm())
                  .build(7);
          network.forward(images(network, 4, 1), Mode.TRAIN); // moves the averages
          Tensor x = images(network, 5, 2);
          FrozenNetwork frozen = FrozenNetwork.of(network);
          Tensor y = frozen.predict(x);
          assertClose(network.forward(x, Mode.INFERENCE), y, threads + " threads");
          float[] first = Arrays.copyOf(x.data(), frozen.inputShape().size());
          float[] alone = frozen.predict(first);
          assertArrayEquals(Arrays.copyOf(y.data(), alone.length), alone, "one image");
          if (stride == 1) {
            bits = bits == null ? y.copy().data() : bits;
            assertArrayEquals(bits, y.copy().data(), threads + " threads");
          }
        }
      }
    }
  }

  @Test
  void whatReadsFewWeightsIsWalkedInPiecesOfABatch() {
    FrozenStages small =
        FrozenStages.of(ResNet.forImages(32, 32, 3, 10).build(3, Compute.standard()));
    assertEquals(small.stages().size(), small.head());
    assertEquals(5, small.piece(small.head(), 32 * 32 * 3));
    Network mixed =
        Sequential.of(20, 20, 8)
            .add(new Conv2D(16, 3), new ReLU(), new MaxPool2D(2), new Flatten())
            .add(new Dense(100), new ReLU(), new Dense(5))
            .build(1);
    FrozenStages stages = FrozenStages.of(mixed);
    assertEquals(3, stages.head(), "16 filters, pooling and flattening; 1296 to 100 are many");
    assertEquals(8, stages.piece(3, 20 * 20 * 8));
  }

  @Test
  void predictsWhatANetworkThatBranchesDoes() {
    for (int seed = 0; seed < NETWORKS; seed++) {
      Network network = RandomGraphs.of(seed, Compute.standard());
      network.forward(images(network, 5, -seed), Mode.TRAIN); // moves the averages
      FrozenNetwork frozen = FrozenNetwork.of(network);
      Tensor y = Tensor.zeros(0);
      for (int n : new int[] {4, 1, 3}) {
        Tensor x = images(network, n, seed);
        Tensor before = x.copy();
        frozen.predict(x, y);
        assertClose(network.forward(x, Mode.INFERENCE), y, "seed " + seed + ", " + frozen);
        assertArrayEquals(before.data(), x.data(), "seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void predictsWhatTheNetworkDoesInInferenceForBatchesOfAnySize(int threads) {
    try (Parallel parallel = Parallel.of(threads)) {
      for (int seed = 0; seed < NETWORKS; seed++) {
        Network network = random(seed, Compute.standard().with(parallel));
        FrozenNetwork frozen = FrozenNetwork.of(network);
        Tensor y = Tensor.zeros(0);
        for (int n : new int[] {4, 1, 3}) {
          Tensor x = images(network, n, seed);
          Tensor before = x.copy();
          frozen.predict(x, y);
          String message = "seed " + seed + ", batch of " + n + ", " + frozen;
          assertClose(network.forward(x, Mode.INFERENCE), y, message);
          assertArrayEquals(before.data(), x.data(), message);
        }
        assertEquals(network.outputShape(), frozen.outputShape());
      }
    }
  }

  @Test
  void whatFollowsAConvolutionIsDoneInItsPass() {
    Network network =
        Sequential.of(8, 8, 3)
            .add(new Conv2D(4, 3), new ReLU(), new BatchNorm(), new MaxPool2D(2), new Dropout(0.5))
            .add(new Conv2D(4, 3).named("second"), new BatchNorm(), new ReLU(), new Flatten())
            .build(1);
    assertEquals(
        "FrozenNetwork: conv2d_1 + relu_1 + batchnorm_1, maxpool2d_1,"
            + " second + batchnorm_2 + relu_2, flatten_1",
        FrozenNetwork.of(network).toString());
  }

  @Test
  void keepsItsWeightsWhileTheNetworkIsTrainedFurther() {
    for (int seed = 0; seed < 10; seed++) {
      Network network = random(seed, Compute.standard());
      FrozenNetwork frozen = FrozenNetwork.of(network);
      Tensor x = images(network, 2, seed);
      Tensor before = frozen.predict(x);
      network.parameters().forEach(parameter -> parameter.value().fill(Float.NaN));
      assertArrayEquals(before.data(), frozen.predict(x).data(), "seed " + seed);
      assertTrue(before.isFinite(), "seed " + seed);
    }
  }

  @Test
  void manyThreadsMayPredictAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Parallel parallel = Parallel.of(2)) {
      for (int seed = 100; seed < 106; seed++) {
        Network network = random(seed, Compute.standard().with(parallel));
        FrozenNetwork frozen = FrozenNetwork.of(network);
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> expected = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          inputs.add(images(network, 1 + i, seed + i));
          expected.add(frozen.predict(inputs.get(i)));
        }
        List<Future<?>> tasks = new ArrayList<>();
        for (int task = 0; task < 4; task++) {
          int own = task;
          tasks.add(
              threads.submit(
                  () -> {
                    for (int round = 0; round < 40; round++) {
                      int i = (own + round) % 4;
                      Tensor y = frozen.predict(inputs.get(i));
                      assertArrayEquals(expected.get(i).data(), y.data(), "batch of " + (1 + i));
                    }
                  }));
        }
        for (Future<?> task : tasks) {
          task.get();
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aLayerOfOnesOwnIsCopied() {
    Swish.register();
    Network network = Sequential.of(3).add(new Swish(1.5), new ReLU()).build(1);
    network.parameters().get(0).value().fill(0.25f);
    FrozenNetwork frozen = FrozenNetwork.of(network);
    float[] sample = {1, -2, 3};
    float[] before = frozen.predict(sample);
    float[] expected = network.forward(Tensor.of(Shape.of(1, 3), sample), Mode.INFERENCE).data();
    assertArrayEquals(Arrays.copyOf(expected, 3), before);
    network.parameters().get(0).value().fill(1); // as training would do
    assertArrayEquals(before, frozen.predict(sample));
  }

  /** Called Swish, too, but another class. */
  private static final class Doubling extends Layer {
    private final String type;

    Doubling(String type) {
      this.type = type;
    }

    @Override
    public String type() {
      return type;
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {}

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {}
  }

  @ParameterizedTest
  @ValueSource(strings = {"Doubling", "ReLU"})
  void aLayerThatCannotBeCopiedIsNotFrozen(String type) {
    Network network = Sequential.of(3).add(new Doubling(type)).build(1);
    var problem = assertThrows(IllegalArgumentException.class, () -> FrozenNetwork.of(network));
    assertTrue(problem.getMessage().contains("LayerTypes.register"), problem.getMessage());
  }

  @Test
  void batchNormAloneNormalisesAllRowsOfALargeBatch() {
    try (Parallel parallel = Parallel.of(2)) {
      Network network =
          Sequential.of(50, 40, 3)
              .add(new BatchNorm())
              .on(Compute.standard().with(parallel))
              .build(1);
      Rng rng = Rng.of(5);
      Tensor x = Tensor.zeros(12, 50, 40, 3);
      for (int i = 0; i < x.size(); i++) {
        x.data()[i] = 3 + (float) rng.nextGaussian();
      }
      network.forward(x, Mode.TRAIN); // moves the averages
      Tensor expected = network.forward(x, Mode.INFERENCE).copy();
      assertClose(expected, FrozenNetwork.of(network).predict(x), "BatchNorm alone");
    }
  }

  @Test
  void aNetworkOfDropoutAloneCopies() {
    FrozenNetwork frozen = FrozenNetwork.of(Sequential.of(2).add(new Dropout(0.5)).build(1));
    float[] sample = {1, 2};
    assertArrayEquals(sample, frozen.predict(sample));
  }

  @Test
  void anotherShapeIsRefused() {
    FrozenNetwork frozen = FrozenNetwork.of(Sequential.of(2).add(new ReLU()).build(1));
    Tensor wrong = Tensor.zeros(4, 3);
    var problem = assertThrows(IllegalArgumentException.class, () -> frozen.predict(wrong));
    assertTrue(problem.getMessage().contains("got [4,3]"), problem.getMessage());
    assertThrows(IllegalArgumentException.class, () -> frozen.predict(Tensor.zeros(0, 2)));
    assertThrows(IllegalArgumentException.class, () -> frozen.predict(new float[3]));
    assertThrows(IllegalArgumentException.class, () -> frozen.predict(new float[1]));
    Tensor x = Tensor.zeros(1, 2);
    assertThrows(IllegalArgumentException.class, () -> frozen.predict(x, x));
    Tensor y = Tensor.zeros(9);
    float[] data = y.data();
    frozen.predict(x, y);
    assertSame(data, y.data());
  }
}
