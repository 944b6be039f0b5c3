package dev.limpid.insight.measure.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.PopulationStatistics;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Objective;
import dev.limpid.train.Toy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Derivatives by population statistics, against differences of losses with other statistics. */
class SensitivityTest {
  private static final int[] CHANNELS = {3, 4};
  private static final double STEP = 0.01;

  private final Network network =
      Sequential.of(3).add(new BatchNorm(), new Dense(4), new BatchNorm(), new Dense(5)).build(1);
  private final List<BatchNorm> layers = network.layers(BatchNorm.class);
  private final Toy data = Toy.clouds(Shape.of(3), 5, 30, 1, 3, Rng.of(3));

  /** Statistics that were gathered from two values of each channel. */
  private static PopulationStatistics statistics(double[] means, double[] variances) {
    int channels = means.length;
    float[] values = new float[2 * channels];
    for (int c = 0; c < channels; c++) {
      values[c] = (float) (means[c] + Math.sqrt(variances[c]));
      values[channels + c] = (float) (means[c] - Math.sqrt(variances[c]));
    }
    Network norm = Sequential.of(channels).add(new BatchNorm()).build(1);
    norm.forward(Tensor.of(Shape.of(2, channels), values), Mode.GATHER);
    return norm.layers(BatchNorm.class).get(0).population();
  }

  /** Mean loss, and mean probability of the right class. */
  private double[] evaluate(double[][] means, double[][] variances) {
    for (int i = 0; i < layers.size(); i++) {
      layers.get(i).population().restore(statistics(means[i], variances[i]));
    }
    double[] losses =
        new Evaluator(network, 30, 1).evaluate(data, Mode.POPULATION).predictions().losses();
    return new double[] {
      Arrays.stream(losses).average().orElseThrow(),
      Arrays.stream(losses).map(loss -> Math.exp(-loss)).average().orElseThrow()
    };
  }

  @Test
  void derivativesAreTheLimitsOfDifferences() {
    Rng rng = Rng.of(8);
    double[][] means = new double[2][];
    double[][] variances = new double[2][];
    for (int i = 0; i < 2; i++) {
      means[i] = IntStream.range(0, CHANNELS[i]).mapToDouble(c -> rng.nextGaussian()).toArray();
      variances[i] =
          IntStream.range(0, CHANNELS[i]).mapToDouble(c -> 0.5 + rng.nextDouble()).toArray();
      float[] gamma = layers.get(i).gamma().value().data();
      for (int c = 0; c < CHANNELS[i]; c++) {
        gamma[c] = (float) (0.6 + 0.3 * c);
      }
    }
    evaluate(means, variances);
    int[] all = IntStream.range(0, 30).toArray();
    Sensitivity.Result result = new Sensitivity(network, Objective.standard()).measure(data, all);
    for (int i = 0; i < 2; i++) {
      assertEquals(2 * CHANNELS[i], result.ofLoss()[i].length);
      for (int k = 0; k < 2 * CHANNELS[i]; k++) {
        double[] changed = k < CHANNELS[i] ? means[i] : variances[i];
        int c = k % CHANNELS[i];
        double before = changed[c];
        changed[c] = before + STEP;
        double[] above = evaluate(means, variances);
        changed[c] = before - STEP;
        double[] below = evaluate(means, variances);
        changed[c] = before;
        String where = "layer " + i + ", statistic " + k;
        double ofLoss = (above[0] - below[0]) / (2 * STEP);
        double ofAccuracy = (above[1] - below[1]) / (2 * STEP);
        assertEquals(ofLoss, result.of(Metric.LOSS)[i][k], 1e-3, where);
        assertEquals(ofAccuracy, result.of(Metric.ACCURACY)[i][k], 1e-3, where);
      }
    }
    double largest =
        Arrays.stream(result.ofLoss())
            .flatMapToDouble(Arrays::stream)
            .map(Math::abs)
            .max()
            .getAsDouble();
    assertTrue(largest > 0.1, "there is something to find: " + largest);
  }

  /**
   * By how much a batch moved a loss is the derivative by its weight: statistics of all batches,
   * that one counted 1 + e times.
   */
  @Test
  void theNoiseOfABatchIsTheDerivativeByItsWeight() {
    Network norms = Sequential.of(2).add(new BatchNorm(), new Dense(3), new BatchNorm()).build(4);
    List<BatchNorm> both = norms.layers(BatchNorm.class);
    int[] sizes = {5, 5, 3};
    Rng rng = Rng.of(9);
    norms.forward(Tensor.of(Shape.of(2, 2), 9, 8, 7, 6), Mode.GATHER); // is to be forgotten
    GatheredBatches gathered = GatheredBatches.begin(both);
    double[][][] sums = new double[sizes.length][2][];
    for (int j = 0; j < sizes.length; j++) {
      float[] values = new float[2 * sizes[j]];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (j + (i % 2 + 1) * rng.nextGaussian());
      }
      double[][] before = totals(both);
      norms.forward(Tensor.of(Shape.of(sizes[j], 2), values), Mode.GATHER);
      double[][] after = totals(both);
      for (int i = 0; i < 2; i++) {
        sums[j][i] = new double[after[i].length];
        for (int k = 0; k < after[i].length; k++) {
          sums[j][i][k] = after[i][k] - before[i][k];
        }
      }
      gathered.batchDone();
    }
    double[][] sensitivity = {{0.3, -0.7, 0.2, 1.1}, {0.5, -0.4, 0.9, -1.3, 0.6, 0.8}};
    double[] noise = gathered.noise(sensitivity, 2.5);
    double e = 1e-4;
    for (int j = 0; j < sizes.length; j++) {
      double moved =
          (weighted(sums, j, 1 + e, sensitivity) - weighted(sums, j, 1 - e, sensitivity)) / (2 * e);
      assertEquals(2.5 * moved, noise[j], 1e-6, "batch " + j);
    }
    assertEquals(0, Arrays.stream(noise).sum(), 1e-9, "all of them once more change nothing");
    assertEquals(0, Arrays.stream(gathered.noise(sensitivity, 0)).map(Math::abs).sum());
    assertEquals(0, GatheredBatches.ofAll(both).noise(sensitivity, 2.5).length, "no batch");
  }

  /** Sums, sums of squares and the count of each layer. */
  private static double[][] totals(List<BatchNorm> norms) {
    return norms.stream()
        .map(
            norm -> {
              int channels = norm.gamma().value().size();
              double[] totals = new double[2 * channels + 1];
              for (int c = 0; c < channels; c++) {
                totals[c] = norm.population().sum(c);
                totals[channels + c] = norm.population().squareSum(c);
              }
              totals[2 * channels] = norm.population().count();
              return totals;
            })
        .toArray(double[][]::new);
  }

  /** A loss that is linear in means and variances, one batch counted so many times. */
  private static double weighted(
      double[][][] sums, int batch, double weight, double[][] sensitivity) {
    double loss = 0;
    for (int i = 0; i < sensitivity.length; i++) {
      int channels = sensitivity[i].length / 2;
      double[] total = new double[2 * channels + 1];
      for (int j = 0; j < sums.length; j++) {
        for (int k = 0; k < total.length; k++) {
          total[k] += (j == batch ? weight : 1) * sums[j][i][k];
        }
      }
      for (int c = 0; c < channels; c++) {
        double mean = total[c] / total[2 * channels];
        double variance = total[channels + c] / total[2 * channels] - mean * mean;
        loss += sensitivity[i][c] * mean + sensitivity[i][channels + c] * variance;
      }
    }
    return loss;
  }
}
