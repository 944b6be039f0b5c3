package dev.limpid.insight.examine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.Observation;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.examine.Examination.Printed;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.train.BatchNormRecalibration;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluator;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Preprocessing;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExaminationTest {
  private static final Shape IMAGE = Shape.of(6, 6, 1);
  private static final int CLASSES = 4;

  private final Dataset training = dots(240, 1);
  private final Dataset validation = dots(90, 2);

  @Test
  void termsAreThoseOfTheTrainingItself() {
    Network network = network(false);
    Observation observation = new Observation().gapOnAllImages();
    Epoch epoch = trainer(network).listen(observation).fit(training, validation, 2).epochs().get(1);
    Examination examination = new Examination(training, validation).batchSize(30);
    EpochGap gap =
        examination.examine(
            2,
            network,
            new Printed(epoch.loss(), epoch.accuracy(), Double.NaN, Double.NaN, Double.NaN));
    EpochGap observed = observation.record().lastGap().orElseThrow();
    assertEquals(observed.loss(), gap.loss());
    assertEquals(observed.accuracy(), gap.accuracy());
    assertEquals(observed.drift(), gap.drift());
    assertEquals(RunRecord.State.EXAMINED, examination.record().state());
  }

  @Test
  void withoutPrintedLossesTheChainBeginsInTrainingMode() {
    Network network = network(true);
    trainer(network).fit(training, validation, 1);
    EpochGap gap = new Examination(training, validation).batchSize(30).examine(network);
    double moving = new Evaluator(network, 30, 1).evaluate(validation).loss();
    assertEquals(gap.lossLevels().trainMode().value(), gap.loss().running());
    assertEquals(moving - gap.loss().running(), gap.loss().sum(), 1e-9);
    assertTrue(gap.loss().of(Term.AVERAGING).isEmpty());
    assertEquals(
        List.of(Term.DROPOUT, Term.BATCH_DEPENDENCE, Term.GENERALISATION, Term.LAG),
        gap.loss().terms().stream().map(term -> term.term()).toList());
  }

  @Test
  void lagIsNamedFirstAndItsRemedyIsMending() {
    Network network = network(false);
    trainer(network).fit(training, validation, 4);
    Examination examination = new Examination(training, validation).batchSize(30);
    examination.examine(network);
    Finding first = examination.findings().get(0);
    assertEquals("batchnorm-lag", first.name());
    assertEquals("limpid mend", first.changes().get(0).option());
    assertFalse(first.text().contains("all epochs"), first.text());
  }

  @Test
  void mendedNetworksHaveNoLag() {
    Network network = network(false);
    trainer(network).fit(training, validation, 4);
    BatchNormRecalibration.recalibrate(network, training, 240);
    EpochGap gap = new Examination(training, validation).batchSize(240).examine(network);
    assertEquals(0, gap.loss().of(Term.LAG).orElseThrow().value(), 1e-6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "signed", "inverted"})
  void theUsualPreparationIsNamedWhereTheImagesCameOtherwise(String name) {
    Preprocessing other = Preprocessing.named(name);
    Network network = plain();
    trainer(network).fit(other.prepare(training, Preprocessing.UNIT), validation, 60);
    Examination examination = new Examination(training, validation).batchSize(30);
    examination.examine(network);
    Finding first = examination.findings().get(0);
    assertEquals("other-preprocessing", first.name());
    assertEquals("--pixels " + name, first.changes().get(0).option());
    assertTrue(examination.preprocessing().get(0).given());
  }

  /** Batch statistics hide the scale from all that follows; the moving averages know it. */
  @ParameterizedTest
  @CsvSource({"unit, bytes", "bytes, unit", "signed, unit", "unit, signed"})
  void batchNormDoesNotHideThatImagesCameOtherwise(String trained, String given) {
    Dataset training = dots(240, 1, 9);
    Dataset validation = dots(90, 2, 9);
    Network network = hidden(0.9);
    trainer(network).fit(prepared(training, trained), prepared(validation, trained), 30);
    Examination examination =
        new Examination(prepared(training, given), prepared(validation, given)).batchSize(30);
    examination.examine(network);
    List<Finding> findings = examination.findings();
    assertEquals("other-preprocessing", findings.get(0).name());
    assertEquals("--pixels " + trained, findings.get(0).changes().get(0).option());
    assertTrue(findings.stream().noneMatch(f -> f.name().equals("batchnorm-lag")));
    assertEquals(trained, examination.otherPreprocessing().orElseThrow().name());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unit", "bytes", "signed"})
  void lagIsNotTakenForAnotherPreparation(String name) {
    for (int epochs : new int[] {1, 2, 4, 8}) {
      Network network = hidden(0.99);
      Dataset images = prepared(training, name);
      trainer(network).fit(images, prepared(validation, name), epochs);
      assertEquals(
          Optional.empty(),
          Examination.otherPreprocessing(network, images),
          () -> "epoch " + epochs);
    }
  }

  @Test
  void averagesThatNeverMovedSayNothingOfPixels() {
    Network network = hidden(0.9);
    Dataset images = prepared(training, "bytes");
    assertEquals(Optional.empty(), Examination.otherPreprocessing(network, images));
  }

  @Test
  void imagesAsTheyShouldBeAreLeftInPeace() {
    Network network = plain();
    trainer(network).fit(training, validation, 60);
    Examination examination = new Examination(training, validation).batchSize(30);
    examination.examine(network);
    assertTrue(
        examination.findings().stream().noneMatch(f -> f.name().equals("other-preprocessing")));
  }

  @Test
  void aLossThatIsNotTheOneThatWasPrintedIsTold() {
    Network network = plain();
    trainer(network).fit(training, validation, 3);
    double loss = new Evaluator(network, 30, 1).evaluate(validation).loss();
    assertTrue(tellsOtherLoss(network, 2 * loss));
    assertFalse(tellsOtherLoss(network, loss));
    assertFalse(tellsOtherLoss(network, Double.NaN));
  }

  private boolean tellsOtherLoss(Network network, double printed) {
    Examination examination = new Examination(training, validation).batchSize(30);
    examination.examine(
        1, network, new Printed(Double.NaN, Double.NaN, printed, Double.NaN, Double.NaN));
    return examination.findings().stream().anyMatch(f -> f.name().equals("other-loss"));
  }

  @Test
  void networksOfSeveralEpochsMakeACurve() {
    Examination examination = new Examination(training, validation).settings(Map.of("model", "m"));
    for (int epoch = 1; epoch <= 2; epoch++) {
      Network network = network(false);
      trainer(network).fit(training, validation, epoch);
      examination.examine(network);
    }
    assertEquals(2, examination.record().epochs().size());
    assertEquals(2, examination.record().gaps().get(1).epoch());
    assertEquals(Map.of("model", "m"), examination.record().settings());
    assertThrows(
        IllegalArgumentException.class,
        () -> examination.examine(2, network(false), Examination.NOTHING_PRINTED));
  }

  @Test
  void beforeAnythingIsExaminedThereIsNothingToTell() {
    Examination examination = new Examination(training, validation);
    assertThrows(NoSuchElementException.class, examination::record);
    assertThrows(NoSuchElementException.class, examination::findings);
    assertThrows(NoSuchElementException.class, examination::preprocessing);
  }

  @Test
  void outputsThatAreNoScoresAreRefused() {
    Network sigmoid =
        Sequential.of(6, 6, 1).add(new Flatten(), new Dense(CLASSES), new Sigmoid()).build(1);
    Network hidden =
        Sequential.of(6, 6, 1)
            .add(new Flatten(), new Dense(CLASSES), new Softmax(), new Reshape(CLASSES))
            .build(1);
    Network narrow = Sequential.of(6, 6, 1).add(new Flatten(), new Dense(2)).build(1);
    for (Network network : List.of(sigmoid, hidden, narrow)) {
      Examination examination = new Examination(training, validation);
      assertThrows(IllegalArgumentException.class, () -> examination.examine(network));
    }
  }

  @Test
  void outputsWithoutImagesHaveANameToo() {
    Network wide =
        Sequential.of(6, 6, 1).add(new Flatten(), new Dense(CLASSES + 2), new Softmax()).build(1);
    Examination examination = new Examination(training, validation);
    examination.examine(wide);
    assertEquals(CLASSES + 2, examination.record().data().classes().size());
  }

  /** A bright quarter that says the class, on a dark ground. */
  private static Dataset dots(int size, long seed) {
    return dots(size, seed, Integer.MAX_VALUE);
  }

  /** Of which one in so many has the label of another class. */
  private static Dataset dots(int size, long seed, int mistaken) {
    Rng rng = Rng.of(seed);
    float[][] samples = new float[size][IMAGE.size()];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % CLASSES;
      for (int p = 0; p < IMAGE.size(); p++) {
        int quarter = p / 6 / 3 * 2 + p % 6 / 3;
        double value = 0.1 + 0.25 * rng.nextDouble() + (quarter == labels[i] ? 0.3 : 0);
        samples[i][p] = (float) value;
      }
    }
    for (int i = mistaken; i < size; i += mistaken) {
      labels[i] = (labels[i] + 1) % CLASSES;
    }
    samples[0][0] = 0; // the whole range is there
    samples[0][1] = 1;
    return Toy.of(IMAGE, CLASSES, samples, labels);
  }

  private static Trainer trainer(Network network) {
    return Trainer.of(network, Adam.builder().learningRate(0.01).build()).batchSize(30);
  }

  private static Network network(boolean dropout) {
    Sequential layers =
        Sequential.of(6, 6, 1).add(new Conv2D(6, 3).same(), new BatchNorm(), new ReLU());
    if (dropout) {
      layers.add(new Dropout(0.3));
    }
    return layers.add(new Flatten(), new Dense(CLASSES), new Softmax()).build(3);
  }

  private static Dataset prepared(Dataset images, String name) {
    return Preprocessing.named(name).prepare(images, Preprocessing.UNIT);
  }

  /** Whose first layer's scale does not matter in training. */
  private static Network hidden(double momentum) {
    return Sequential.of(6, 6, 1)
        .add(new Conv2D(6, 3).same().bias(false), new BatchNorm().momentum(momentum))
        .add(new ReLU(), new Flatten(), new Dense(CLASSES), new Softmax())
        .build(3);
  }

  private static Network plain() {
    return Sequential.of(6, 6, 1)
        .add(new Flatten(), new Dense(8), new ReLU(), new Dense(CLASSES), new Softmax())
        .build(5);
  }
}
