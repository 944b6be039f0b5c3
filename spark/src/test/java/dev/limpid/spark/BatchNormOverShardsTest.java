package dev.limpid.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Workers;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.PopulationStatistics;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What BatchNorm sees where a batch is cut into shards. */
class BatchNormOverShardsTest {
  private static final int SHARDS = 4;
  private static final int PART = GoldenTraining.BATCH / SHARDS;

  private final GoldenTraining golden;
  private final Dataset images;

  BatchNormOverShardsTest() throws IOException {
    golden = GoldenTraining.read();
    images = golden.images();
  }

  private static Trainer trainer(Network network, int batch) {
    return Trainer.of(
            network,
            Sgd.builder()
                .learningRate(GoldenTraining.LEARNING_RATE)
                .momentum(GoldenTraining.MOMENTUM)
                .build())
        .batchSize(batch)
        .shuffle(false);
  }

  /** The loss of each step of a training on these images. */
  private static double[] losses(Trainer trainer, Dataset images) {
    double[] losses = new double[20];
    trainer.listen(
        new TrainingListener() {
          private int next;

          @Override
          public void onStep(Step step) {
            losses[next++] = step.loss();
          }
        });
    trainer.fit(images, null, GoldenTraining.EPOCHS);
    return losses;
  }

  /** The images that a shard has of each batch. */
  private Dataset part(int shard) {
    int[] own =
        IntStream.range(0, images.size())
            .filter(i -> i % GoldenTraining.BATCH / PART == shard)
            .toArray();
    return Datasets.subset(images, own);
  }

  private double[] lossesOfShards(boolean synchronised) throws Exception {
    List<double[]> all =
        Rings.run(
            SHARDS,
            ring -> {
              Network network = golden.network();
              if (synchronised) {
                network.layers(BatchNorm.class).forEach(norm -> norm.synchronise(ring));
              }
              return losses(trainer(network, PART).inStepWith((Workers) ring), part(ring.rank()));
            });
    return IntStream.range(0, all.get(0).length)
        .mapToDouble(step -> all.stream().mapToDouble(each -> each[step]).average().getAsDouble())
        .toArray();
  }

  @Test
  void synchronisedShardsHaveTheLossCurveOfOneMachineWithTheWholeBatch() throws Exception {
    double[] alone = losses(trainer(golden.network(), GoldenTraining.BATCH), images);
    for (int step = 0; step < alone.length; step++) {
      assertEquals(golden.losses()[step], alone[step], 1e-4, "PyTorch's loss of step " + step);
    }
    assertArrayEquals(alone, lossesOfShards(true), 1e-5);
    double[] local = lossesOfShards(false);
    double apart =
        IntStream.range(0, 20)
            .mapToDouble(step -> Math.abs(alone[step] - local[step]))
            .max()
            .getAsDouble();
    assertTrue(apart > 1e-2, "local statistics are others, but losses are apart by " + apart);
  }

  /**
   * The mean of b images, drawn without being put back from N whose means have the variance s2, has
   * the variance s2 / b (N - b) / (N - 1); so one shard of four sees means with more than four
   * times the variance of the whole batch's.
   */
  @Test
  void theMeansThatAShardSeesScatterAsThoseOfItsPartOfTheBatch() {
    Network network = golden.network();
    BatchNorm first = network.layers(BatchNorm.class).get(0);
    int channels = first.movingMean().value().size();
    double[][] ofImages = meansOfBatches(network, images, 1);
    double[] populationMean = mean(ofImages, channels);
    double s2 = scatter(ofImages, populationMean);
    Rng rng = Rng.of(8);
    for (int size : new int[] {PART, GoldenTraining.BATCH}) {
      double measured = 0;
      int draws = 40;
      for (int draw = 0; draw < draws; draw++) {
        Dataset drawn = Datasets.subset(images, rng.permutation(images.size()));
        measured += scatter(meansOfBatches(network, drawn, size), populationMean) / draws;
      }
      int n = images.size();
      double theory = s2 / size * (n - size) / (n - 1);
      assertEquals(1, measured / theory, 0.15, size + " images, seed 8");
    }
  }

  /**
   * The loss is a function of the statistics whose first derivative meets their bias and whose
   * second meets their variance, and both go with (N - b) / (N - 1) / b: so does, to that order,
   * the term of the gap that is batch dependence. The orders beyond it are larger for smaller
   * parts.
   */
  @ParameterizedTest
  @CsvSource({"4, 16", "8, 32"})
  void batchDependenceGrowsAsTheScatterOfTheStatisticsDoes(int part, int whole) {
    Network network = golden.network();
    trainer(network, GoldenTraining.BATCH).fit(images, null, 1);
    network.layers(BatchNorm.class).forEach(norm -> norm.population().reset());
    new Evaluator(network, images.size(), 1).evaluate(images, Mode.GATHER);
    double population =
        new Evaluator(network, images.size(), 1).evaluate(images, Mode.POPULATION).loss();
    double ofPart = batchDependence(network, part, population);
    double ofWhole = batchDependence(network, whole, population);
    double n = images.size();
    double theory = (n - part) / part / ((n - whole) / whole);
    assertEquals(1, ofPart / ofWhole / theory, 0.5, ofPart + " against " + ofWhole + ", seed 9");
  }

  private double batchDependence(Network network, int size, double population) {
    Rng rng = Rng.of(9);
    int draws = 60;
    double sum = 0;
    for (int draw = 0; draw < draws; draw++) {
      Dataset drawn = Datasets.subset(images, rng.permutation(images.size()));
      sum += new Evaluator(network, size, 1).evaluate(drawn, Mode.BATCH).loss();
    }
    return sum / draws - population;
  }

  /** What the first BatchNorm sees as the mean of each batch. */
  private static double[][] meansOfBatches(Network network, Dataset data, int size) {
    BatchNorm first = network.layers(BatchNorm.class).get(0);
    int channels = first.movingMean().value().size();
    double[][] means = new double[data.size() / size][channels];
    for (int batch = 0; batch < means.length; batch++) {
      int from = batch * size;
      first.population().reset();
      new Evaluator(network, size, 1)
          .evaluate(
              Datasets.subset(data, IntStream.range(from, from + size).toArray()), Mode.GATHER);
      PopulationStatistics seen = first.population();
      for (int c = 0; c < channels; c++) {
        means[batch][c] = seen.mean(c);
      }
    }
    return means;
  }

  private static double[] mean(double[][] rows, int channels) {
    double[] mean = new double[channels];
    for (double[] row : rows) {
      for (int c = 0; c < channels; c++) {
        mean[c] += row[c] / rows.length;
      }
    }
    return mean;
  }

  /** The mean squared distance, over all channels. */
  private static double scatter(double[][] rows, double[] from) {
    double sum = 0;
    for (double[] row : rows) {
      for (int c = 0; c < from.length; c++) {
        sum += (row[c] - from[c]) * (row[c] - from[c]);
      }
    }
    return sum / rows.length;
  }
}
