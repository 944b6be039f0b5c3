package dev.limpid.insight.measure.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftMeterTest {
  private static final double EPSILON = 0.5;

  /** One BatchNorm of three channels that has gathered the means 2, 2, 0 and variances 4, 1, 0. */
  private static Network network() {
    Network network =
        Sequential.of(3)
            .add(new BatchNorm().epsilon(EPSILON).momentum(0.95).named("norm"))
            .build(1);
    network.forward(Tensor.of(Shape.of(2, 3), 0, 1, 0, 4, 3, 0), Mode.GATHER);
    return network;
  }

  private static void moving(Network network, float[] means, float[] variances) {
    BatchNorm layer = network.layers(BatchNorm.class).get(0);
    System.arraycopy(means, 0, layer.movingMean().value().data(), 0, 3);
    System.arraycopy(variances, 0, layer.movingVariance().value().data(), 0, 3);
  }

  @Test
  void theDistancesAreThoseOfTheTwoNormalDistributions() {
    Network network = network();
    moving(network, new float[] {3, 2, -1}, new float[] {9, 1, 0});
    LayerDrift drift = DriftMeter.measure(network, 50).get(0);

    assertEquals("norm", drift.layer());
    assertEquals(3, drift.channels());
    // channels: 1 / sqrt(4.5), 0, 1 / sqrt(0.5)
    assertEquals(1 / Math.sqrt(4.5), drift.meanShift().median(), 1e-12);
    assertEquals(1 / Math.sqrt(0.5), drift.meanShift().worst(), 1e-12);
    assertEquals(2, drift.meanShift().worstChannel());
    // the 90th percentile is at 0.9 * 2 = 1.8: a fifth of the second, four fifths of the third
    assertEquals(0.2 / Math.sqrt(4.5) + 0.8 / Math.sqrt(0.5), drift.meanShift().ninetieth(), 1e-12);
    assertEquals(Math.log(Math.sqrt(9.5 / 4.5)), drift.logDeviationRatio().worst(), 1e-12);
    assertEquals(0, drift.logDeviationRatio().worstChannel());
    assertEquals(0, drift.logDeviationRatio().median(), 0);
    double first = divergence(2, 4.5, 3, 9.5) + divergence(3, 9.5, 2, 4.5);
    double third = divergence(0, 0.5, -1, 0.5) + divergence(-1, 0.5, 0, 0.5);
    assertEquals(Math.max(first, third), drift.divergence().worst(), 1e-12);
    assertEquals(Math.min(first, third), drift.divergence().median(), 1e-12);
    assertEquals(20, drift.memorySteps(), 1e-9);
    assertEquals(50, drift.stepsPerEpoch());
  }

  /** KL(p, q) by numerical integration. */
  private static double divergence(double meanP, double varP, double meanQ, double varQ) {
    double step = 1e-3;
    double sum = 0;
    for (double x = -40; x < 40; x += step) {
      double logP = logDensity(x, meanP, varP);
      sum += Math.exp(logP) * (logP - logDensity(x, meanQ, varQ)) * step;
    }
    return sum;
  }

  private static double logDensity(double x, double mean, double variance) {
    return -(x - mean) * (x - mean) / (2 * variance) - Math.log(2 * Math.PI * variance) / 2;
  }

  @Test
  void movingAveragesThatAreThePopulationHaveNotDrifted() {
    Network network = network();
    moving(network, new float[] {2, 2, 0}, new float[] {4, 1, 0});
    LayerDrift drift = DriftMeter.measure(network, 1).get(0);
    assertEquals(new LayerDrift.Quantiles(0, 0, 0, 0), drift.meanShift());
    assertEquals(new LayerDrift.Quantiles(0, 0, 0, 0), drift.logDeviationRatio());
    assertEquals(new LayerDrift.Quantiles(0, 0, 0, 0), drift.divergence());
  }

  @Test
  void aMeanThatIsNotANumberIsTheWorst() {
    Network network = network();
    moving(network, new float[] {200, Float.NaN, 0}, new float[] {4, 1, 0});
    LayerDrift drift = DriftMeter.measure(network, 1).get(0);
    assertEquals(1, drift.meanShift().worstChannel());
    assertTrue(Double.isNaN(drift.meanShift().worst()));
  }

  @Test
  void whatTheAveragesRememberDependsOnTheirFormula() {
    Network network =
        Sequential.of(3)
            .add(
                new BatchNorm().averaging(Averaging.cumulative()),
                new BatchNorm().averaging(Averaging.debiased(0.9)),
                new BatchNorm().averaging(Averaging.warmUp(0.99)),
                new BatchNorm().momentum(1))
            .build(1);
    Tensor x = Tensor.of(Shape.of(2, 3), 0, 1, 0, 4, 3, 0);
    for (int step = 1; step <= 7; step++) {
      network.forward(x, Mode.TRAIN);
    }
    network.forward(x, Mode.GATHER);
    List<LayerDrift> drift = DriftMeter.measure(network, 50);
    assertEquals(7, drift.get(0).memorySteps(), 1e-9);
    assertEquals((1 - Math.pow(0.9, 7)) / 0.1, drift.get(1).memorySteps(), 1e-9);
    assertEquals(16.0 / 9, drift.get(2).memorySteps(), 1e-9); // kept 7 / 16
    assertEquals(Double.POSITIVE_INFINITY, drift.get(3).memorySteps());
  }

  @Test
  void aNetworkWithoutBatchNormHasNone() {
    assertEquals(List.of(), DriftMeter.measure(Sequential.of(3).add(new Dense(2)).build(1), 10));
  }

  @Test
  void withoutPopulationStatisticsItSaysWhatToDo() {
    Network network = Sequential.of(3).add(new BatchNorm()).build(1);
    IllegalStateException problem =
        assertThrows(IllegalStateException.class, () -> DriftMeter.measure(network, 10));
    assertTrue(problem.getMessage().contains("Mode.GATHER"), problem.getMessage());
  }
}
