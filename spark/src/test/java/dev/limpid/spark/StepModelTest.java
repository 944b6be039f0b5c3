package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Workers;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Trainer;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepModelTest {
  @Test
  void bytesOfAStepAreThoseThatTheRingSends() throws Exception {
    for (int workers : new int[] {2, 3}) {
      for (boolean synchronised : new boolean[] {false, true}) {
        GoldenTraining golden = GoldenTraining.read();
        List<Long> sent =
            Rings.run(
                workers,
                ring -> {
                  Network network = golden.network();
                  if (synchronised) {
                    network.layers(BatchNorm.class).forEach(norm -> norm.synchronise(ring));
                  }
                  Trainer.of(network, Sgd.builder().build())
                      .batchSize(16)
                      .inStepWith((Workers) ring)
                      .fit(golden.images(), null, 1);
                  return ring.bytesSent();
                });
        StepModel.Net net = net("golden", golden.network());
        double expected =
            StepModel.gradientBytes(net, workers, Float.BYTES)
                + (synchronised ? StepModel.statisticsBytes(net, workers) : 0);
        double mean = sent.stream().mapToLong(each -> each).average().getAsDouble();
        assertEquals(expected, mean / 4, 1e-6 * expected, workers + ", " + synchronised);
      }
    }
  }

  static StepModel.Net net(String name, Network network) {
    List<BatchNorm> norms = network.layers(BatchNorm.class);
    long parameters =
        network.parameters().stream()
            .filter(each -> each.hasGradient())
            .mapToLong(each -> each.value().size())
            .sum();
    long channels = norms.stream().mapToLong(each -> each.movingMean().value().size()).sum();
    return new StepModel.Net(name, parameters, norms.size(), channels);
  }

  @Test
  void latencyAndBandwidthAreFoundAgain() {
    int[] values = {1, 1000, 100_000, 10_000_000};
    double[] seconds = new double[values.length];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = 2 * 40e-6 + (4.0 * values[i] + 8) / 2e9;
    }
    StepModel fitted = StepModel.fit(values, seconds);
    assertEquals(40e-6, fitted.latency(), 1e-9);
    assertEquals(2e9, fitted.bandwidth(), 1e3);
  }
}
