package dev.limpid.insight.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener.Plan;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import org.junit.jupiter.api.Test;

class ShapleyTest {
  private static final Dataset TRAINING = Toy.clouds(Shape.of(6), 3, 96, 1, 2, Rng.of(2));
  private static final Dataset VALIDATION = Toy.clouds(Shape.of(6), 3, 64, 1, 2, Rng.of(3));

  @Test
  void termsAddUpToTheGap() {
    Network network =
        Sequential.of(6)
            .add(new Dense(8), new ReLU(), new BatchNorm(), new Dropout(0.3), new Dense(3))
            .build(1);
    Epoch epoch = train(network);
    Shapley values = Shapley.of(plan(network, VALIDATION), epoch);
    // Dropout draws a new mask in each pass, but each state is measured once
    assertEquals(values.loss().gap(), values.loss().sum(), 1e-9);
    assertEquals(values.accuracy().gap(), values.accuracy().sum(), 1e-9);
    assertEquals(5, values.loss().terms().size());
  }

  @Test
  void theGeneralisationIsTheMeanOverItsPlacesInTheOrder() {
    Network network =
        Sequential.of(6).add(new Dense(8), new ReLU(), new BatchNorm(), new Dense(3)).build(1);
    Epoch epoch = train(network);
    Shapley values = Shapley.of(plan(network, VALIDATION), epoch);
    new Evaluator(network, 96, 1).evaluate(TRAINING, Mode.GATHER);
    // Three orders: generalisation before, between and after batch dependence and lag
    double[] differences = new double[3];
    Mode[] modes = {Mode.BATCH, Mode.POPULATION, Mode.INFERENCE};
    for (int i = 0; i < 3; i++) {
      Evaluator evaluator = new Evaluator(network, 96, 1);
      differences[i] =
          evaluator.evaluate(VALIDATION, modes[i]).loss()
              - evaluator.evaluate(TRAINING, modes[i]).loss();
    }
    double expected = (differences[0] + differences[1] + differences[2]) / 3;
    double found = values.loss().of(Term.GENERALISATION).orElseThrow().value();
    assertEquals(expected, found, 1e-5);
    assertTrue(Math.abs(differences[0] - differences[2]) > 1e-3, "the order matters here");
  }

  @Test
  void withoutBatchNormAndDropoutOnlyTwoTermsAreLeft() {
    Network network = Sequential.of(6).add(new Dense(3)).build(1);
    Epoch epoch = train(network);
    Decomposition loss = Shapley.of(plan(network, VALIDATION), epoch).loss();
    assertEquals(2, loss.terms().size());
    assertEquals(loss.gap(), loss.sum(), 1e-9);
  }

  @Test
  void augmentationIsATermOfItsOwn() {
    Network network =
        Sequential.of(6).add(new Dense(8), new ReLU(), new BatchNorm(), new Dense(3)).build(1);
    Epoch epoch = train(network);
    Plan plan = plan(network, VALIDATION).withAugmentation(Augmentation.noise(0.5));
    Decomposition loss = Shapley.of(plan, epoch).loss();
    assertEquals(5, loss.terms().size());
    assertEquals(loss.gap(), loss.sum(), 1e-9);
  }

  /** In one batch of all images, so that nothing hangs on their order. */
  @Test
  void accuraciesAreTakenApartInTheSameWay() {
    Network network =
        Sequential.of(6).add(new Dense(8), new ReLU(), new BatchNorm(), new Dense(3)).build(1);
    Epoch epoch = train(network);
    Decomposition accuracy = Shapley.of(plan(network, VALIDATION), epoch).accuracy();
    Evaluator evaluator = new Evaluator(network, 96, 1);
    evaluator.evaluate(TRAINING, Mode.GATHER);
    Mode[] modes = {Mode.BATCH, Mode.POPULATION, Mode.INFERENCE};
    double[] training = new double[3];
    double[] validation = new double[3];
    for (int i = 0; i < 3; i++) {
      training[i] = evaluator.evaluate(TRAINING, modes[i]).accuracy();
      validation[i] = evaluator.evaluate(VALIDATION, modes[i]).accuracy();
    }
    // Orders: generalisation last, in the middle, first
    double[] dependence = {training[1] - training[0], validation[1] - validation[0]};
    double[] lag = {training[2] - training[1], validation[2] - validation[1]};
    assertEquals(training[0] - epoch.accuracy(), value(accuracy, Term.AVERAGING), 1e-12);
    assertEquals(
        (2 * dependence[0] + dependence[1]) / 3, value(accuracy, Term.BATCH_DEPENDENCE), 1e-12);
    assertEquals((lag[0] + 2 * lag[1]) / 3, value(accuracy, Term.LAG), 1e-12);
    assertEquals(epoch.accuracy(), accuracy.running());
    assertEquals(epoch.validation().accuracy(), accuracy.validation());
  }

  private static double value(Decomposition gap, Term term) {
    return gap.of(term).orElseThrow().value();
  }

  /** Statistics of the batches hang on which images are together: those that training draws. */
  @Test
  void batchesAreDrawnAsTrainingDrawsThem() {
    Network network =
        Sequential.of(6).add(new Dense(8), new ReLU(), new BatchNorm(), new Dense(3)).build(1);
    Epoch epoch = train(network);
    for (boolean shuffled : new boolean[] {false, true}) {
      Plan plan = new Plan(network, 1, 16, TRAINING, VALIDATION, shuffled, 5);
      Dataset order =
          shuffled
              ? Datasets.subset(TRAINING, Rng.of(5).split("training").permutation(96))
              : TRAINING;
      double batch = new Evaluator(network, 16, 1).evaluate(order, Mode.BATCH).loss();
      Decomposition loss = Shapley.of(plan, epoch).loss();
      assertEquals(batch - epoch.loss(), value(loss, Term.AVERAGING), 1e-9, "" + shuffled);
    }
  }

  @Test
  void dropoutOfNothingIsNoTerm() {
    Network network = Sequential.of(6).add(new Dropout(0), new Dense(3)).build(1);
    Epoch epoch = train(network);
    Decomposition loss = Shapley.of(plan(network, VALIDATION), epoch).loss();
    assertTrue(loss.of(Term.DROPOUT).isEmpty());
  }

  /** Statistics that the trainer has just gathered are used as they are, and left as they were. */
  @Test
  void populationStatisticsAreGatheredAsideUnlessTheyAreThere() {
    Network network =
        Sequential.of(6).add(new Dense(8), new ReLU(), new BatchNorm(), new Dense(3)).build(1);
    Epoch epoch = train(network);
    Evaluator evaluator = new Evaluator(network, 64, 1);
    network.layers(BatchNorm.class).get(0).population().reset();
    evaluator.evaluate(VALIDATION, Mode.GATHER);
    double ofTraining = evaluator.evaluate(TRAINING, Mode.POPULATION).loss();
    double ofValidation = evaluator.evaluate(VALIDATION, Mode.POPULATION).loss();
    Plan plan = plan(network, VALIDATION).withRecalibration(true);
    Decomposition recalibrated = Shapley.of(plan, epoch).loss();
    double lag =
        (new Evaluator(network, 96, 1).evaluate(TRAINING).loss() - ofTraining) / 3
            + 2 * (epoch.validation().loss() - ofValidation) / 3;
    assertEquals(lag, value(recalibrated, Term.LAG), 1e-6);
    double gathered = value(Shapley.of(plan(network, VALIDATION), epoch).loss(), Term.LAG);
    assertTrue(Math.abs(gathered - lag) > 1e-4, gathered + " of other statistics");
    assertEquals(ofTraining, evaluator.evaluate(TRAINING, Mode.POPULATION).loss(), "as before");
  }

  @Test
  void withoutAValidationSetItSaysSo() {
    Network network = Sequential.of(6).add(new Dense(3)).build(1);
    Epoch epoch = train(network);
    assertThrows(IllegalArgumentException.class, () -> Shapley.of(plan(network, null), epoch));
  }

  private static Epoch train(Network network) {
    return Trainer.of(network, Adam.builder().learningRate(0.01).build())
        .batchSize(96)
        .fit(TRAINING, VALIDATION, 6)
        .last();
  }

  private static Plan plan(Network network, Dataset validation) {
    return new Plan(network, 1, 96, TRAINING, validation, false, 0);
  }
}
