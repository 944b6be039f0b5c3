package dev.limpid.layers.norm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.io.LayerTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AveragingTest {
  private static final int CHANNELS = 3;
  private static final int STEPS = 12;

  /** The average that the formula gives, from the first value and the batches so far. */
  private interface Oracle {
    double average(double[] batches, double first);
  }

  @Test
  void exponentialKeepsAFixedShare() {
    check(
        Averaging.exponential(0.8),
        (batches, first) -> {
          double average = first;
          for (double batch : batches) {
            average = 0.8 * average + 0.2 * batch;
          }
          return average;
        });
  }

  @Test
  void debiasedIsTheExponentialAverageFromZeroOverTheSumOfItsWeights() {
    check(
        Averaging.debiased(0.8),
        (batches, first) -> {
          double sum = 0;
          for (double batch : batches) {
            sum = 0.8 * sum + 0.2 * batch;
          }
          return sum / (1 - Math.pow(0.8, batches.length));
        });
  }

  @Test
  void warmUpKeepsMoreAndMoreUpToItsMomentum() {
    check(
        Averaging.warmUp(0.4),
        (batches, first) -> {
          double average = first;
          for (int seen = 0; seen < batches.length; seen++) {
            double kept = Math.min(0.4, (1.0 + seen) / (10 + seen));
            average = kept * average + (1 - kept) * batches[seen];
          }
          return average;
        });
  }

  @Test
  void cumulativeIsTheMeanOfAllBatches() {
    check(
        Averaging.cumulative(), (batches, first) -> Arrays.stream(batches).average().orElseThrow());
  }

  @Test
  void aScheduleHoldsEachMomentumUntilTheNext() {
    check(
        Averaging.scheduled(Map.of(1L, 0.25, 4L, 0.5, 6L, 0.75)),
        (batches, first) -> {
          double average = first;
          for (int t = 1; t <= batches.length; t++) {
            double kept = t < 4 ? 0.25 : t < 6 ? 0.5 : 0.75;
            average = kept * average + (1 - kept) * batches[t - 1];
          }
          return average;
        });
  }

  /** After each of several batches, for means and variances, against the formula in float64. */
  private static void check(Averaging averaging, Oracle oracle) {
    BatchNorm layer = built(new BatchNorm().averaging(averaging));
    List<double[][]> seen = new ArrayList<>();
    for (int step = 1; step <= STEPS; step++) {
      Tensor x = batch(step);
      layer.forward(x, Mode.TRAIN);
      seen.add(exact(x));
      for (int c = 0; c < CHANNELS; c++) {
        int channel = c;
        double[] means = seen.stream().mapToDouble(s -> s[0][channel]).toArray();
        double[] variances = seen.stream().mapToDouble(s -> s[1][channel]).toArray();
        String where = averaging + " after " + step;
        assertEquals(oracle.average(means, 0), layer.movingMean().value().data()[c], 1e-5, where);
        assertEquals(
            oracle.average(variances, 1), layer.movingVariance().value().data()[c], 1e-4, where);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"debiased 0.99", "cumulative"})
  void afterItsFirstBatchInferenceIsBatchMode(String averaging) {
    BatchNorm layer = built(new BatchNorm().averaging(Averaging.parse(averaging)));
    Tensor x = batch(1);
    layer.forward(x, Mode.TRAIN);
    assertArrayEquals(layer.forward(x, Mode.BATCH).data(), layer.forward(x, Mode.INFERENCE).data());
  }

  @ParameterizedTest
  @ValueSource(strings = {"debiased 0.99", "cumulative"})
  void restartedItForgetsWithTheNextBatchAndServesInferenceUntilThen(String averaging) {
    BatchNorm layer = built(new BatchNorm().averaging(Averaging.parse(averaging)));
    for (int step = 1; step <= 5; step++) {
      layer.forward(batch(step), Mode.TRAIN);
    }
    float[] before = layer.forward(batch(9), Mode.INFERENCE).data();
    layer.restartAverages();
    assertArrayEquals(before, layer.forward(batch(9), Mode.INFERENCE).data());
    layer.movingMean().value().data()[0] = Float.NaN; // as after a batch gone wrong
    layer.forward(batch(6), Mode.TRAIN);
    double[][] exact = exact(batch(6));
    for (int c = 0; c < CHANNELS; c++) {
      assertEquals(exact[0][c], layer.movingMean().value().data()[c], 1e-5);
      assertEquals(exact[1][c], layer.movingVariance().value().data()[c], 1e-4);
    }
  }

  @Test
  void onlyTheTrainingModesCount() {
    BatchNorm layer = built(new BatchNorm().averaging(Averaging.cumulative()));
    layer.forward(batch(1), Mode.TRAIN);
    layer.forward(batch(2), Mode.TRAIN);
    for (Mode mode : new Mode[] {Mode.INFERENCE, Mode.BATCH, Mode.TRAIN_FROZEN, Mode.GATHER}) {
      layer.forward(batch(3), mode);
    }
    layer.adoptPopulation();
    assertEquals(2, layer.memorySteps(), 1e-9);
  }

  @Test
  void theCountIsAStatisticOnlyWhereTheFormulaAsksForIt() {
    assertEquals(4, built(new BatchNorm()).parameters().size());
    BatchNorm counting = built(new BatchNorm().averaging(Averaging.debiased(0.9)));
    assertEquals(5, counting.parameters().size());
    assertEquals(Shape.of(1), counting.parameters().get(4).value().shape());
    assertFalse(counting.parameters().get(4).isTrainable());
    assertEquals(
        Shape.of(1),
        counting.parameterShapes(Shape.of(CHANNELS)).get(counting.name() + ".moving_steps"));
  }

  @Test
  void anExponentialAverageIsSavedAsItsMomentumAsBeforeThereWereOthers() {
    Map<String, Object> config =
        Map.of("momentum", 0.9, "epsilon", 1e-5, "unbiasedMovingVariance", true);
    Layer layer = LayerTypes.fromConfig("BatchNorm", config);
    assertEquals(Averaging.exponential(0.9), ((BatchNorm) layer).averaging());
    assertEquals(config, layer.config());
  }

  @Test
  void textsAreReadBack() {
    for (Averaging averaging :
        List.of(
            Averaging.exponential(0.99),
            Averaging.debiased(1 / 3.0),
            Averaging.warmUp(1),
            Averaging.cumulative(),
            Averaging.scheduled(Map.of(1L, 0.0, 1_000_000L, 1e-9)))) {
      assertEquals(averaging, Averaging.parse(averaging.toString()));
      BatchNorm layer = new BatchNorm().averaging(averaging);
      BatchNorm read = (BatchNorm) LayerTypes.fromConfig("BatchNorm", layer.config());
      assertEquals(averaging, read.averaging());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "magic",
        "magic 0.9",
        "debiased",
        "debiased much",
        "debiased 0.9 0.8",
        "cumulative 0.9",
        "debiased 1",
        "warmup 2",
        "exponential -0.1",
        "exponential NaN",
        "scheduled",
        "scheduled 1",
        "scheduled 2:0.9",
        "scheduled 0:0.9",
        "scheduled 1:2",
        "scheduled :0.9",
        "scheduled 1:"
      })
  void whatIsNoAveragingIsRefused(String text) {
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> Averaging.parse(text));
    assertTrue(
        problem.getMessage().contains("averaging") || problem.getMessage().contains("momentum"),
        problem.getMessage());
  }

  private static BatchNorm built(BatchNorm layer) {
    layer.build(Shape.of(CHANNELS), Rng.of(0), Compute.standard());
    return layer;
  }

  /** The same for the same seed. */
  private static Tensor batch(int seed) {
    Rng rng = Rng.of(seed);
    Tensor x = Tensor.zeros(6, CHANNELS);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = (float) (seed % 4 + (1 + i % CHANNELS) * rng.nextGaussian());
    }
    return x;
  }

  /** Means and biased variances of the channels. */
  private static double[][] exact(Tensor x) {
    double[][] statistics = new double[2][CHANNELS];
    int rows = x.size() / CHANNELS;
    for (int i = 0; i < x.size(); i++) {
      statistics[0][i % CHANNELS] += x.data()[i] / (double) rows;
    }
    for (int i = 0; i < x.size(); i++) {
      double d = x.data()[i] - statistics[0][i % CHANNELS];
      statistics[1][i % CHANNELS] += d * d / rows;
    }
    return statistics;
  }
}
