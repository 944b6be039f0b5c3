package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Workers;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Sgd;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several trainers of one network, each on its part of every batch. */
class InStepTest {
  private static final int BATCH = 12;
  private static final int STEPS = 5;

  private final Dataset data = images(BATCH * STEPS);

  private static Dataset images(int count) {
    Rng rng = Rng.of(11);
    byte[][] samples = new byte[count][6 * 6 * 2];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = rng.nextInt(3);
      for (int j = 0; j < samples[i].length; j++) {
        samples[i][j] = (byte) (rng.nextInt(120) + 40 * labels[i]);
      }
    }
    return ByteDataset.of(Shape.of(6, 6, 2), List.of("a", "b", "c"), samples, labels);
  }

  private static Network network(boolean plain) {
    return Sequential.of(6, 6, 2)
        .on(Compute.standard().with(Parallel.serial()))
        .add(new Conv2D(5, 3).same(), norm(plain), new ReLU())
        .add(new Conv2D(4, 3), new ReLU(), norm(plain))
        .add(new Flatten(), new Dense(3), new Softmax())
        .build(7);
  }

  private static BatchNorm norm(boolean plain) {
    return plain ? new BatchNorm().momentum(0.8).plain() : new BatchNorm().momentum(0.8);
  }

  private static Trainer trainer(Network network, int batch) {
    return Trainer.of(network, Sgd.builder().learningRate(0.1).momentum(0.9).build())
        .batchSize(batch)
        .shuffle(false);
  }

  private float[][] alone(boolean plain) {
    Network network = network(plain);
    trainer(network, BATCH).fit(data, null, 2);
    return values(network);
  }

  private float[][] worker(int number, Workers workers, boolean plain, boolean synchronised) {
    Network network = network(plain);
    if (synchronised) {
      network.layers(BatchNorm.class).forEach(norm -> norm.synchronise(workers));
    }
    int part = BATCH / workers.count();
    int[] own = IntStream.range(0, data.size()).filter(i -> i % BATCH / part == number).toArray();
    trainer(network, part).inStepWith(workers).fit(Datasets.subset(data, own), null, 2);
    return values(network);
  }

  private static float[][] values(Network network) {
    return network.parameters().stream()
        .map(Parameter::value)
        .map(value -> Arrays.copyOf(value.data(), value.size()))
        .toArray(float[][]::new);
  }

  @ParameterizedTest
  @CsvSource({"2, false", "3, false", "2, true"})
  void synchronisedWorkersComeToWhatOneComesToWithWholeBatches(int count, boolean plain)
      throws Exception {
    float[][] expected = alone(plain);
    List<float[][]> all =
        ThreadWorkers.run(count, (number, workers) -> worker(number, workers, plain, true));
    for (float[][] each : all) {
      assertEquals(0, distance(all.get(0), each), 0, "all workers have the same bits");
      double apart = distance(expected, each);
      assertTrue(apart < 1e-5, () -> "apart by " + apart);
    }
  }

  @Test
  void withoutSynchronisedBatchNormWeightsAreTheSameAndAveragesAreEachOnesOwn() throws Exception {
    List<float[][]> all =
        ThreadWorkers.run(2, (number, workers) -> worker(number, workers, false, false));
    List<Parameter> parameters = network(false).parameters();
    for (int p = 0; p < parameters.size(); p++) {
      if (parameters.get(p).hasGradient()) {
        assertArrayEquals(all.get(0)[p], all.get(1)[p], parameters.get(p).name());
      } else {
        assertFalse(Arrays.equals(all.get(0)[p], all.get(1)[p]), parameters.get(p).name());
      }
    }
    assertTrue(distance(alone(false), all.get(0)) > 1e-3);
  }

  private static double distance(float[][] a, float[][] b) {
    double greatest = 0;
    for (int p = 0; p < a.length; p++) {
      for (int i = 0; i < a[p].length; i++) {
        greatest = Math.max(greatest, Math.abs(a[p][i] - b[p][i]));
      }
    }
    return greatest;
  }
}
