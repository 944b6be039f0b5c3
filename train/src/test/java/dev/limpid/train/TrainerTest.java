package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.Averaging;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Sgd;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import dev.limpid.train.data.Datasets;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
  private static final Split DATA = Split.head(Characters.generate(1, 260), 200);

  static List<Kernels> kernels() {
    return Kernels.available();
  }

  @ParameterizedTest
  @MethodSource("kernels")
  void theSameSeedGivesTheSameBitsWithOneTwoAndThreeThreads(Kernels kernels) {
    List<Parameter> expected = null;
    for (int threads = 1; threads <= 3; threads++) {
      try (Parallel parallel = Parallel.of(threads)) {
        Network network = network(Compute.standard().with(kernels).with(parallel));
        trainer(network).fit(DATA.training(), null, 3);
        if (expected == null) {
          expected = network.parameters();
        }
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(
              expected.get(i).value().data(),
              network.parameters().get(i).value().data(),
              expected.get(i).name() + " with " + threads + " threads on " + kernels.name());
        }
      }
    }
  }

  @Test
  void anotherSeedGivesAnotherOrderAndOtherWeights() {
    Network one = network(Compute.standard());
    trainer(one).fit(DATA.training(), null, 1);
    Network other = network(Compute.standard());
    trainer(other).seed(8).fit(DATA.training(), null, 1);
    assertFalse(
        Arrays.equals(
            one.parameters().get(0).value().data(), other.parameters().get(0).value().data()));
  }

  @Test
  void validationDoesNotChangeTheTraining() {
    Network without = network(Compute.standard());
    trainer(without).fit(DATA.training(), null, 2);
    Network with = network(Compute.standard());
    trainer(with).fit(DATA.training(), DATA.validation(), 2);
    for (int i = 0; i < with.parameters().size(); i++) {
      assertArrayEquals(
          without.parameters().get(i).value().data(), with.parameters().get(i).value().data());
    }
  }

  @Test
  void theNetworkLearnsWhatItSees() {
    Dataset few = Datasets.subset(DATA.training(), IntStream.range(0, 40).toArray());
    Network network = network(Compute.standard());
    History history =
        Trainer.of(network, Adam.builder().learningRate(3e-3).build())
            .batchSize(10)
            .seed(7)
            .fit(few, null, 40);
    Evaluation inBatchMode = new Evaluator(network, 40, 5).evaluate(few, Mode.BATCH);
    assertTrue(inBatchMode.accuracy() > 0.9, inBatchMode + " after " + history.last());
  }

  @Test
  void theRunningLossIsTheMeanOverImagesNotOverBatches() {
    // 200 images in batches of 128: 128 and 72
    List<Double> losses = new ArrayList<>();
    History history =
        trainer(network(Compute.standard()))
            .batchSize(128)
            .listen(
                new TrainingListener() {
                  @Override
                  public void onStep(Step step) {
                    losses.add(step.loss());
                  }
                })
            .fit(DATA.training(), null, 1);
    assertEquals(2, losses.size());
    assertEquals((128 * losses.get(0) + 72 * losses.get(1)) / 200, history.last().loss(), 1e-12);
  }

  @Test
  void aCumulativeAverageIsThatOfTheLastEpoch() {
    // 200 images in 4 batches of 50: the mean of the batches' means is the mean of the images
    BatchNorm norm = new BatchNorm().averaging(Averaging.cumulative());
    Network network = Sequential.of(50, 55, 3).add(norm, new Flatten(), new Dense(30)).build(1);
    trainer(network).batchSize(50).fit(DATA.training(), null, 2);
    double[] means = new double[3];
    float[] image = new float[50 * 55 * 3];
    for (int i = 0; i < 200; i++) {
      DATA.training().read(i, image, 0);
      for (int j = 0; j < image.length; j++) {
        means[j % 3] += image[j] / (200.0 * 50 * 55);
      }
    }
    for (int c = 0; c < 3; c++) {
      assertEquals(means[c], norm.movingMean().value().data()[c], 1e-6);
    }
    assertEquals(4, norm.memorySteps(), 1e-9);
  }

  @Test
  void everyImageIsSeenOnceAnEpochInANewOrder() {
    Dataset spy = new Spy(DATA.training());
    Spy.reads.clear();
    trainer(network(Compute.standard().with(Parallel.serial()))).fit(spy, null, 2);
    List<Integer> first = new ArrayList<>(Spy.reads.subList(0, 200));
    List<Integer> second = new ArrayList<>(Spy.reads.subList(200, 400));
    assertFalse(first.equals(second));
    first.sort(null);
    second.sort(null);
    assertEquals(IntStream.range(0, 200).boxed().toList(), first);
    assertEquals(first, second);
  }

  @Test
  void evaluationCountsWhatItSays() {
    Network network = network(Compute.standard());
    trainer(network).fit(DATA.training(), null, 1);
    Evaluation evaluation = new Evaluator(network, 7, 3).evaluate(DATA.validation());
    float[][] probabilities = new Evaluator(network, 60, 3).predict(DATA.validation());
    int right = 0;
    int inTop = 0;
    double loss = 0;
    int[][] confusion = new int[30][30];
    for (int i = 0; i < 60; i++) {
      int label = DATA.validation().label(i);
      int best = 0;
      int above = 0;
      double sum = 0;
      for (int c = 0; c < 30; c++) {
        sum += probabilities[i][c];
        best = probabilities[i][c] > probabilities[i][best] ? c : best;
        above += probabilities[i][c] > probabilities[i][label] ? 1 : 0;
      }
      assertEquals(1, sum, 1e-5);
      confusion[label][best]++;
      right += best == label ? 1 : 0;
      inTop += above < 3 ? 1 : 0;
      loss -= Math.log(probabilities[i][label]) / 60;
    }
    assertEquals(60, evaluation.images());
    assertEquals(right / 60.0, evaluation.accuracy(), 1e-12);
    assertEquals(inTop / 60.0, evaluation.topKAccuracy(), 1e-12);
    assertEquals(loss, evaluation.loss(), 1e-4 * loss);
    assertArrayEquals(confusion, evaluation.confusion());
    assertEquals(evaluation.loss(), evaluation.predictions().meanLoss(), 1e-9);
    assertEquals(evaluation.accuracy(), evaluation.predictions().accuracy(), 1e-12);
  }

  @Test
  void aLossThatIsNotFiniteStopsWithTheFirstLayerAndTheStep() {
    Network network = network(Compute.standard());
    Trainer trainer =
        Trainer.of(network, Sgd.builder().learningRate(0.01).build())
            .batchSize(50)
            .listen(
                new TrainingListener() {
                  @Override
                  public void onStep(Step step) {
                    if (step.step() == 2) {
                      network.parameters().get(0).value().data()[3] = Float.NaN;
                    }
                  }
                });
    NonFiniteLossException problem =
        assertThrows(NonFiniteLossException.class, () -> trainer.fit(DATA.training(), null, 1));
    assertTrue(problem.getMessage().contains("Conv2D 'conv2d_1'"), problem.getMessage());
    assertTrue(problem.getMessage().contains("epoch 1, step 3 of 4"), problem.getMessage());
  }

  @Test
  void dataThatDoesNotFitIsRefusedBeforeAnythingRuns() {
    Trainer trainer = trainer(network(Compute.standard()));
    assertThrows(
        IllegalArgumentException.class,
        () -> trainer.fit(Datasets.subset(DATA.training()), null, 1));
    assertThrows(IllegalArgumentException.class, () -> trainer.fit(DATA.training(), null, 0));
    Network other = Sequential.of(4, 4, 3).add(new Flatten(), new Dense(30)).build(1);
    IllegalArgumentException problem =
        assertThrows(
            IllegalArgumentException.class, () -> trainer(other).fit(DATA.training(), null, 1));
    assertTrue(problem.getMessage().contains("[50,55,3]"), problem.getMessage());
    Network fewer = Sequential.of(50, 55, 3).add(new Flatten(), new Dense(29)).build(1);
    assertThrows(
        IllegalArgumentException.class, () -> trainer(fewer).fit(DATA.training(), null, 1));
    Network noClassifier = Sequential.of(50, 55, 3).add(new ReLU()).build(1);
    assertThrows(
        IllegalArgumentException.class, () -> trainer(noClassifier).fit(DATA.training(), null, 1));
  }

  @Test
  void validationLabelsThatMeanOtherClassesAreRefused() {
    Trainer trainer = trainer(network(Compute.standard()));
    List<String> swapped = new ArrayList<>(DATA.training().classNames());
    Collections.swap(swapped, 0, 1);
    Dataset other = Datasets.labelledAs(DATA.validation(), swapped);
    IllegalArgumentException problem =
        assertThrows(IllegalArgumentException.class, () -> trainer.fit(DATA.training(), other, 1));
    assertTrue(problem.getMessage().contains("[" + swapped.get(0)), problem::getMessage);
    assertTrue(problem.getMessage().contains("[" + swapped.get(1)), problem::getMessage);
    assertTrue(problem.getMessage().contains("Datasets.labelledAs"), problem::getMessage);
    trainer.fit(DATA.training(), Datasets.labelledAs(other, DATA.training().classNames()), 1);
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Adam.builder().build()).batchSize(64).seed(7);
  }

  private static Network network(Compute compute) {
    return Sequential.of(50, 55, 3)
        .add(new Conv2D(4, 3).same().stride(2), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Conv2D(8, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Dropout(0.1), new Flatten(), new Dense(30), new Softmax())
        .on(compute)
        .build(3);
  }

  /** Notes which images are read. */
  private static final class Spy extends DatasetView {
    static final List<Integer> reads = new ArrayList<>();

    Spy(Dataset data) {
      super(data);
    }

    @Override
    public void read(int index, float[] target, int offset) {
      synchronized (reads) {
        reads.add(index);
      }
      super.read(index, target, offset);
    }
  }
}
