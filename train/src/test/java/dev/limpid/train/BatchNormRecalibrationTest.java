package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchNormRecalibrationTest {
  private static final Split DATA = Split.head(Characters.generate(1, 110), 90);

  @Test
  void theFirstLayerGetsTheExactStatisticsOfTheWholeSet() {
    Network network =
        Sequential.of(50, 55, 3).add(new BatchNorm(), new Flatten(), new Dense(30)).build(1);
    BatchNormRecalibration.recalibrate(network, DATA.training(), 32); // 32, 32 and 26

    double[] sums = new double[3];
    double[] squares = new double[3];
    int pixels = 50 * 55;
    float[] image = new float[pixels * 3];
    double count = (double) pixels * DATA.training().size();
    for (int i = 0; i < DATA.training().size(); i++) {
      DATA.training().read(i, image, 0);
      for (int j = 0; j < image.length; j++) {
        sums[j % 3] += image[j];
        squares[j % 3] += (double) image[j] * image[j];
      }
    }
    BatchNorm layer = network.layers(BatchNorm.class).get(0);
    for (int c = 0; c < 3; c++) {
      double mean = sums[c] / count;
      double variance = squares[c] / count - mean * mean;
      assertEquals(mean, layer.movingMean().value().data()[c], 1e-6);
      assertEquals(variance, layer.movingVariance().value().data()[c], 1e-6);
    }
  }

  @Test
  void inferenceThenGivesTheBitsOfPopulationMode() {
    Network network = network();
    trainer(network).fit(DATA.training(), null, 1);
    Evaluator evaluator = new Evaluator(network, 32, 5);
    double before = evaluator.evaluate(DATA.validation()).loss();
    BatchNormRecalibration.recalibrate(network, DATA.training(), 32);
    Evaluation inference = evaluator.evaluate(DATA.validation(), Mode.INFERENCE);
    Evaluation population = evaluator.evaluate(DATA.validation(), Mode.POPULATION);
    assertTrue(before != inference.loss());
    assertArrayEquals(population.predictions().losses(), inference.predictions().losses());
  }

  @Test
  void nothingButMovingAveragesChanges() {
    Network network = network();
    trainer(network).fit(DATA.training(), null, 1);
    List<float[]> before = new ArrayList<>();
    network.parameters().forEach(parameter -> before.add(parameter.value().copy().data()));
    BatchNormRecalibration.recalibrate(network, DATA.training(), 32);
    for (int i = 0; i < before.size(); i++) {
      Parameter parameter = network.parameters().get(i);
      assertEquals(
          parameter.isTrainable(),
          Arrays.equals(before.get(i), parameter.value().data()),
          parameter.name());
    }
  }

  @Test
  void aTrainerRecalibratesBeforeEachValidationAndTrainsTheSameWeights() {
    Network without = network();
    History lagging = trainer(without).fit(DATA.training(), DATA.validation(), 2);
    Network with = network();
    List<Boolean> told = new ArrayList<>();
    List<Double> populationLosses = new ArrayList<>();
    History recalibrated =
        trainer(with)
            .recalibrate(true)
            .listen(
                new TrainingListener() {
                  @Override
                  public void onStart(Plan plan) {
                    told.add(plan.recalibrated());
                  }

                  @Override
                  public void onEpoch(Epoch epoch) {
                    Evaluator evaluator = new Evaluator(with, 32, 5);
                    populationLosses.add(
                        evaluator.evaluate(DATA.validation(), Mode.POPULATION).loss());
                  }
                })
            .fit(DATA.training(), DATA.validation(), 2);
    for (int i = 0; i < with.parameters().size(); i++) {
      float[] expected = without.parameters().get(i).value().data();
      float[] actual = with.parameters().get(i).value().data();
      if (with.parameters().get(i).isTrainable()) {
        assertArrayEquals(expected, actual, with.parameters().get(i).name());
      } else {
        assertFalse(Arrays.equals(expected, actual), with.parameters().get(i).name());
      }
    }
    assertEquals(List.of(true), told);
    for (int i = 0; i < 2; i++) {
      assertEquals(populationLosses.get(i), recalibrated.epochs().get(i).validation().loss(), 0);
      assertEquals(lagging.epochs().get(i).loss(), recalibrated.epochs().get(i).loss(), 0);
    }
  }

  @Test
  void aNetworkWithoutBatchNormIsLeftAlone() {
    Network network = Sequential.of(50, 55, 3).add(new Flatten(), new Dense(30)).build(1);
    BatchNormRecalibration.recalibrate(network, DATA.training(), 32);
    List<Boolean> told = new ArrayList<>();
    trainer(network)
        .recalibrate(true)
        .listen(
            new TrainingListener() {
              @Override
              public void onStart(Plan plan) {
                told.add(plan.recalibrated());
              }
            })
        .fit(DATA.training(), null, 1);
    assertEquals(List.of(false), told);
  }

  @Test
  void dataThatDoesNotFitIsRefused() {
    Network other =
        Sequential.of(4, 4, 3).add(new BatchNorm(), new Flatten(), new Dense(30)).build(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> BatchNormRecalibration.recalibrate(other, DATA.training(), 32));
    assertThrows(
        IllegalArgumentException.class,
        () -> BatchNormRecalibration.recalibrate(network(), DATA.training(), 0));
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Adam.builder().build()).batchSize(32).seed(7);
  }

  private static Network network() {
    return Sequential.of(50, 55, 3)
        .add(new Conv2D(4, 3).same().stride(2), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Conv2D(6, 3).same(), new BatchNorm(), new ReLU(), new MaxPool2D(2))
        .add(new Dropout(0.2), new Flatten(), new Dense(30), new Softmax())
        .build(3);
  }
}
