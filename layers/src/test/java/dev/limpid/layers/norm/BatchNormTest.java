package dev.limpid.layers.norm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Mode;
import org.junit.jupiter.api.Test;

class BatchNormTest {
  private static final int CHANNELS = 3;
  private static final Shape IMAGE = Shape.of(4, 5, CHANNELS);

  @Test
  void trainingMovesTheAveragesByKerasConvention() {
    BatchNorm layer = built(new BatchNorm().momentum(0.9));
    Tensor x = random(1, 6, 2, 3);
    layer.forward(x, Mode.TRAIN);
    double[][] exact = exact(x);
    for (int c = 0; c < CHANNELS; c++) {
      assertEquals(0.1 * exact[0][c], layer.movingMean().value().data()[c], 1e-6);
      assertEquals(0.9 + 0.1 * exact[1][c], layer.movingVariance().value().data()[c], 1e-5);
    }
  }

  @Test
  void theMovingVarianceIsUnbiasedWhereAskedFor() {
    BatchNorm layer = built(new BatchNorm().momentum(0).unbiasedMovingVariance(true));
    Tensor x = random(1, 2, 0, 1);
    layer.forward(x, Mode.TRAIN);
    int n = x.size() / CHANNELS;
    double[][] exact = exact(x);
    for (int c = 0; c < CHANNELS; c++) {
      assertEquals(exact[1][c] * n / (n - 1), layer.movingVariance().value().data()[c], 1e-5);
    }
  }

  @Test
  void onlyTheModesThatSaySoChangeStatistics() {
    BatchNorm layer = built(new BatchNorm());
    Tensor x = random(1, 6, 2, 3);
    layer.forward(x, Mode.TRAIN);
    float[] mean = layer.movingMean().value().copy().data();
    float[] variance = layer.movingVariance().value().copy().data();
    for (Mode mode : new Mode[] {Mode.INFERENCE, Mode.BATCH, Mode.TRAIN_FROZEN, Mode.GATHER}) {
      layer.forward(random(2, 3, -5, 9), mode);
    }
    layer.forward(random(2, 3, -5, 9), Mode.POPULATION);
    assertArrayEquals(mean, layer.movingMean().value().data());
    assertArrayEquals(variance, layer.movingVariance().value().data());
    assertEquals(3 * 20, layer.population().count());
  }

  @Test
  void populationStatisticsAreThoseOfTheWholeSetForBatchesOfAnySize() {
    BatchNorm layer = built(new BatchNorm());
    Tensor all = random(3, 11, 100, 0.5);
    int from = 0;
    for (int size : new int[] {4, 1, 6}) {
      int width = IMAGE.size();
      float[] part = new float[size * width];
      System.arraycopy(all.data(), from * width, part, 0, part.length);
      layer.forward(Tensor.of(IMAGE.batch(size), part), Mode.GATHER);
      from += size;
    }
    double[][] exact = exact(all);
    for (int c = 0; c < CHANNELS; c++) {
      assertEquals(exact[0][c], layer.population().mean(c), 1e-5);
      assertEquals(exact[1][c], layer.population().variance(c), 1e-3 * exact[1][c]);
    }
    Tensor y = layer.forward(all, Mode.POPULATION);
    double[][] normalized = exact(y);
    for (int c = 0; c < CHANNELS; c++) {
      assertEquals(0, normalized[0][c], 1e-3);
      assertEquals(exact[1][c] / (exact[1][c] + 1e-3), normalized[1][c], 2e-3);
    }
  }

  @Test
  void populationStatisticsThatWereNotGatheredAreAskedForInVain() {
    BatchNorm layer = built(new BatchNorm());
    IllegalStateException problem =
        assertThrows(
            IllegalStateException.class, () -> layer.forward(random(1, 2, 0, 1), Mode.POPULATION));
    assertTrue(problem.getMessage().contains("Mode.GATHER"), problem.getMessage());
  }

  @Test
  void aLargeMeanBesideASmallDeviationLosesNothing() {
    BatchNorm layer = built(new BatchNorm().epsilon(1e-12));
    Tensor y = layer.forward(random(4, 32, 1000, 0.05), Mode.BATCH);
    double[][] normalized = exact(y);
    for (int c = 0; c < CHANNELS; c++) {
      assertEquals(1, normalized[1][c], 1e-2);
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new BatchNorm().momentum(1.5));
    assertThrows(IllegalArgumentException.class, () -> new BatchNorm().momentum(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> new BatchNorm().epsilon(0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new Mode(Mode.Statistics.MOVING, Mode.Update.MOVING, false, false));
  }

  private static BatchNorm built(BatchNorm layer) {
    layer.build(IMAGE, Rng.of(0), Compute.standard());
    return layer;
  }

  private static Tensor random(int seed, int n, double mean, double deviation) {
    Rng rng = Rng.of(seed);
    Tensor x = Tensor.zeros(IMAGE.batch(n));
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = (float) (mean + deviation * (1 + i % CHANNELS) * rng.nextGaussian());
    }
    return x;
  }

  /** Mean and biased variance of each channel, in double. */
  private static double[][] exact(Tensor x) {
    double[][] statistics = new double[2][CHANNELS];
    int n = x.size() / CHANNELS;
    for (int i = 0; i < x.size(); i++) {
      statistics[0][i % CHANNELS] += x.data()[i] / (double) n;
    }
    for (int i = 0; i < x.size(); i++) {
      double d = x.data()[i] - statistics[0][i % CHANNELS];
      statistics[1][i % CHANNELS] += d * d / n;
    }
    return statistics;
  }
}
