package dev.limpid.insight.measure.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.look.GradCam;
import dev.limpid.insight.look.Plane;
import dev.limpid.insight.run.LastValidation;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Evaluator;
import dev.limpid.train.NonFiniteLossException;
import dev.limpid.train.Predictions;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Split;
import dev.limpid.train.data.characters.Characters;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** A training's record has what the training said. */
class RunCollectorTest {
  private static final Split DATA = Split.head(Characters.generate(1, 150), 100);

  private final List<RunRecord> records = new ArrayList<>();
  private final RunCollector collector = new RunCollector(Map.of("note", "a"), records::add);

  @Test
  void theRecordGrowsWithTheTraining() throws IOException {
    Trainer trainer = trainer(0.01);
    trainer.fit(DATA.training(), DATA.validation(), 2);
    assertEquals(4, records.size());
    assertTrue(records.get(0).epochs().isEmpty());
    assertEquals(RunRecord.State.RUNNING, records.get(2).state());
    RunRecord run = records.get(3);
    assertEquals(RunRecord.State.FINISHED, run.state());
    assertEquals(2, run.epochs().size());
    assertEquals(new RunRecord.PlanFigures(2, 32, 4, true, 0), run.plan());
    assertEquals(100, Arrays.stream(run.data().training()).sum());
    assertEquals(50, Arrays.stream(run.data().validation()).sum());
    assertEquals("Conv2D", run.layers().get(0).type());
    assertEquals(List.of(50, 55, 4), run.layers().get(0).outputShape());
    assertEquals(4 * 27 + 4, run.layers().get(0).parameters());

    assertEquals(1, run.stepLossEvery());
    double[] losses = run.stepLosses();
    assertEquals(8, losses.length);
    double ofFirstEpoch = 32 * (losses[0] + losses[1] + losses[2]) + 4 * losses[3];
    assertEquals(run.epochs().get(0).loss(), ofFirstEpoch / 100, 1e-6);

    int[][] confusion = run.validation().confusion();
    assertEquals(50, Arrays.stream(confusion).flatMapToInt(Arrays::stream).sum());
    double previous = 1;
    for (LastValidation.WrongImage wrong : run.validation().mostWrong()) {
      assertTrue(wrong.confidence() <= previous);
      previous = wrong.confidence();
      assertTrue(confusion[wrong.actual()][wrong.predicted()] > 0);
      byte[] png = Base64.getDecoder().decode(wrong.png());
      assertEquals(55, ImageIO.read(new ByteArrayInputStream(png)).getWidth());
    }
    assertFalse(run.validation().mostWrong().isEmpty());
  }

  /** The surest of the wrong ones, from an evaluation of the same weights. */
  @Test
  void wrongImagesAreTheSurestOnesByName() {
    Trainer trainer = trainer(0.01);
    trainer.fit(DATA.training(), DATA.validation(), 1);
    RunRecord run = records.get(records.size() - 1);
    Predictions said =
        new Evaluator(trainer.network(), 32, 1).evaluate(DATA.validation()).predictions();
    List<LastValidation.WrongImage> wrong = run.validation().mostWrong();
    assertEquals(24, wrong.size());
    for (LastValidation.WrongImage image : wrong) {
      int i =
          IntStream.range(0, 50)
              .filter(n -> DATA.validation().nameOf(n).equals(image.name()))
              .findFirst()
              .orElseThrow();
      assertFalse(said.correct()[i]);
      assertEquals(DATA.validation().label(i), image.actual());
      assertEquals(said.predicted()[i], image.predicted());
      assertEquals(said.confidence()[i], image.confidence());
      assertEquals(said.losses()[i], image.loss());
    }
    long surer =
        IntStream.range(0, 50)
            .filter(i -> !said.correct()[i] && said.confidence()[i] > wrong.get(23).confidence())
            .count();
    assertEquals(23, surer);
  }

  /** Denser the more a place speaks for the class; of the weights that were validated. */
  @Test
  void theWorstImagesShowWhereTheirClassesAreSeen() throws IOException {
    Trainer trainer = trainer(0.01);
    trainer.fit(DATA.training(), DATA.validation(), 2);
    List<LastValidation.WrongImage> wrong =
        records.get(records.size() - 1).validation().mostWrong();
    GradCam gradCam = GradCam.of(trainer.network());
    for (int i = 0; i < wrong.size(); i++) {
      LastValidation.WrongImage image = wrong.get(i);
      if (i >= 8) {
        assertFalse(image.hasMaps());
        continue;
      }
      int index =
          IntStream.range(0, 50)
              .filter(n -> DATA.validation().nameOf(n).equals(image.name()))
              .findFirst()
              .orElseThrow();
      float[] values = new float[50 * 55 * 3];
      DATA.validation().read(index, values, 0);
      requireIsMap(image.mapOfPredicted(), gradCam.map(values, image.predicted()));
      requireIsMap(image.mapOfActual(), gradCam.map(values, image.actual()));
    }
    assertTrue(wrong.stream().anyMatch(image -> image.mapOfPredicted() != null));
    assertTrue(wrong.stream().anyMatch(image -> image.mapOfActual() != null));
  }

  private static void requireIsMap(String png, Plane map) throws IOException {
    assertEquals(map.greatest() > 0, png != null);
    if (png == null) {
      return;
    }
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
    assertEquals(55, picture.getWidth());
    assertEquals(50, picture.getHeight());
    for (int i = 0; i < map.values().length; i++) {
      double density = (picture.getRGB(i % 55, i / 55) >>> 24) / 217.0;
      assertEquals(map.values()[i] / map.greatest(), density, 0.003);
    }
  }

  @Test
  void aNetworkWithoutAConvolutionHasNoMaps() {
    Network network =
        Sequential.of(50, 55, 3)
            .add(new Rescaling(2, -1), new Flatten(), new Dense(30), new Softmax())
            .build(1);
    Trainer.of(network, Sgd.builder().build())
        .listen(new RunCollector(Map.of(), records::add))
        .fit(DATA.training(), DATA.validation(), 1);
    List<LastValidation.WrongImage> wrong =
        records.get(records.size() - 1).validation().mostWrong();
    assertFalse(wrong.isEmpty());
    assertTrue(wrong.stream().noneMatch(LastValidation.WrongImage::hasMaps));
  }

  @Test
  void theMachineIsDescribedAndTheNetworkWhole() {
    trainer(0.01).fit(DATA.training(), DATA.validation(), 1);
    RunRecord run = records.get(0);
    assertEquals(RunRecord.Machine.LIMPID, run.machine().limpid());
    assertEquals(System.getProperty("java.version"), run.machine().java());
    assertEquals(Runtime.getRuntime().availableProcessors(), run.machine().processors());
    assertEquals(Runtime.getRuntime().maxMemory() / (1 << 20), run.machine().heapMegabytes());
    assertTrue(run.machine().threads() >= 1);
    assertEquals(List.of(50, 55, 3), run.data().shape());
    assertEquals(DATA.training().classNames(), run.data().classes());
    assertEquals(Map.of("note", "a"), run.settings());
    int[] counts = new int[30];
    for (int i = 0; i < 100; i++) {
      counts[DATA.training().label(i)]++;
    }
    assertArrayEquals(counts, run.data().training());
  }

  @Test
  void whatOthersMeasureIsInTheRecordOfItsEpoch() {
    RunRecord sample = SampleRuns.typical(2);
    collector.onStartHealth(sample.start());
    collector.onGap(sample.gaps().get(0));
    collector.onHealth(sample.health().get(0));
    assertEquals(0, records.size(), "the epoch is told when it ends");
    trainer(0.01).fit(DATA.training(), null, 1);
    RunRecord run = records.get(records.size() - 1);
    assertEquals(sample.gaps().get(0), run.gapOf(1).orElseThrow());
    assertEquals(sample.health().get(0), run.healthOf(1).orElseThrow());
    assertEquals(sample.start(), run.start());
    int before = records.size();
    collector.onGap(sample.gaps().get(1)); // of an epoch that has not ended
    assertEquals(before, records.size());
  }

  @Test
  void aFailureWithoutAMessageIsToldByItsName() {
    trainer(0.01).fit(DATA.training(), null, 1);
    collector.onFailure(new IllegalStateException());
    assertEquals("IllegalStateException", records.get(records.size() - 1).problem());
  }

  @Test
  void trainingOnGoesOnInTheSameRecord() {
    Trainer trainer = trainer(0.01);
    trainer.fit(DATA.training(), null, 1);
    trainer.fit(DATA.training(), null, 2);
    RunRecord run = records.get(records.size() - 1);
    assertEquals(3, run.plan().epochs());
    assertEquals(3, run.lastEpoch().epoch());
    assertFalse(run.lastEpoch().validated());
  }

  @Test
  void aTrainingThatFailsIsRecordedAsFailed() {
    Trainer trainer = trainer(1e30);
    assertThrows(
        NonFiniteLossException.class, () -> trainer.fit(DATA.training(), DATA.validation(), 3));
    RunRecord run = records.get(records.size() - 1);
    assertEquals(RunRecord.State.FAILED, run.state());
    assertTrue(run.problem().contains("learning rate"), run.problem());
  }

  @Test
  void whatComesAfterItsEpochIsToldAtOnce() {
    trainer(0.01).fit(DATA.training(), null, 1);
    int before = records.size();
    RunRecord sample = SampleRuns.typical(1);
    collector.onGap(sample.gaps().get(0));
    collector.onHealth(sample.health().get(0));
    assertEquals(before + 2, records.size());
    RunRecord run = records.get(records.size() - 1);
    assertNotNull(run.gapOf(1).orElseThrow());
    assertNotNull(run.healthOf(1).orElseThrow());
  }

  private Trainer trainer(double learningRate) {
    Network network =
        Sequential.of(50, 55, 3)
            .add(new Conv2D(4, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(4))
            .add(new Flatten(), new Dense(30), new Softmax())
            .build(42);
    return Trainer.of(network, Sgd.builder().learningRate(learningRate).build())
        .batchSize(32)
        .listen(collector);
  }
}
