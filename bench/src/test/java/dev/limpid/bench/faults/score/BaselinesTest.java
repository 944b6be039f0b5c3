package dev.limpid.bench.faults.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.insight.health.EpochHealth;
import dev.limpid.insight.health.LayerHealth;
import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The published rules on records that are made up to be on either side of a threshold. */
class BaselinesTest {
  @Test
  void nothingIsSaidOfARunWithinAllThresholds() {
    assertEquals(List.of(), sageMaker(new Made()));
    assertEquals(List.of(), umlaut(new Made()));
  }

  @Test
  void overfitIsAGapAboveATenthOfTheTrainingLoss() {
    assertEquals(List.of(), sageMaker(new Made().epoch(1.0, 1.09)));
    assertEquals(List.of("Overfit"), sageMaker(new Made().epoch(1.0, 1.11)));
  }

  @Test
  void overtrainingIsAValidationLossThatHasNotFallenForTenEpochs() {
    Made made = new Made();
    for (int i = 0; i < 10; i++) {
      made.epoch(1.0 - 0.05 * i, 0.5);
    }
    assertEquals(List.of(), sageMaker(made));
    assertEquals(List.of("Overtraining"), sageMaker(made.epoch(0.5, 0.5)));
  }

  @Test
  void aLossThatHasNotFallenInTenStepsIsTold() {
    Made made = new Made();
    made.losses = IntStream.range(0, 40).mapToDouble(i -> 2 - 0.01 * i).toArray();
    assertEquals(List.of(), sageMaker(made));
    made.losses = IntStream.range(0, 40).mapToDouble(i -> 2).toArray();
    assertEquals(List.of("LossNotDecreasing"), sageMaker(made));
  }

  @Test
  void layersAreToldByTheirDeadUnitsGradientsAndUpdates() {
    assertEquals(List.of(), sageMaker(new Made().layer(1, 1e-3, 0.5)));
    assertEquals(List.of("DeadRelu"), sageMaker(new Made().layer(1, 1e-3, 0.51)));
    assertEquals(List.of("WeightUpdateRatio"), sageMaker(new Made().layer(1, 11, 0)));
    assertEquals(List.of("WeightUpdateRatio"), sageMaker(new Made().layer(1, 1e-9, 0)));
    // 100 parameters: a norm of 1e-6 is a mean of 8e-8
    assertEquals(List.of("VanishingGradient"), sageMaker(new Made().layer(1e-6, 1e-3, 0)));
    assertEquals(List.of(), sageMaker(new Made().layer(2e-6, 1e-3, 0)));
  }

  @Test
  void classesMayDifferByAFactorOfTen() {
    Made made = new Made();
    made.counts = new int[] {100, 10};
    assertEquals(List.of(), sageMaker(made));
    made.counts = new int[] {101, 10};
    assertEquals(List.of("ClassImbalance"), sageMaker(made));
  }

  @Test
  void umlautLooksAtTheLearningRate() {
    Made made = new Made();
    made.rate = 0.011;
    assertEquals(List.of("learning rate too high"), umlaut(made.epoch(1, 1)));
    made = new Made();
    made.rate = 1e-8;
    assertEquals(List.of("learning rate too low"), umlaut(made.epoch(1, 1)));
  }

  @Test
  void umlautLooksAtTheCurves() {
    assertEquals(List.of(), umlaut(new Made().epoch(1, 1).epoch(1.1, 1.1)));
    assertEquals(List.of("overfitting"), umlaut(new Made().epoch(1, 1).epoch(0.9, 1.1)));
    Made made = new Made();
    made.validationAccuracy = 0.56;
    assertEquals(List.of("validation accuracy above training accuracy"), umlaut(made.epoch(1, 1)));
  }

  @Test
  void umlautLooksAtTheLayers() {
    Made made = new Made();
    made.dropout = 0.6;
    assertEquals(List.of("dropout too high"), umlaut(made));
    made = new Made();
    made.softmaxes = 2;
    assertEquals(List.of("missing or double softmax"), umlaut(made));
  }

  private static List<String> sageMaker(Made made) {
    return said(new SageMakerRules(), made);
  }

  private static List<String> umlaut(Made made) {
    return said(new UmlautRules(), made);
  }

  private static List<String> said(Judge judge, Made made) {
    return judge.examine(made.record()).stream().map(Opinion::text).toList();
  }

  /** A record in the making. */
  private static final class Made {
    private final List<EpochFigures> epochs = new ArrayList<>();
    private final List<EpochHealth> health = new ArrayList<>();
    double rate = 0.001;
    double validationAccuracy = 0.5;
    double dropout = 0.5;
    int softmaxes = 1;
    int[] counts = {10, 10};
    double[] losses = {};

    Made epoch(double loss, double validationLoss) {
      int number = epochs.size() + 1;
      epochs.add(
          new EpochFigures(
              number, loss, 0.5, 1, validationLoss, validationAccuracy, 1, rate, 1, 1));
      return this;
    }

    Made layer(double gradientNorm, double updateRatio, double deadShare) {
      double none = Double.NaN;
      LayerHealth layer =
          new LayerHealth(
              "dense", "Dense", 1, gradientNorm, updateRatio, 0, 1, deadShare, 0, 0.1, none, none);
      health.add(
          new EpochHealth(1, 1, 0, 10, 1, 10, 0, none, List.of(layer), List.of(), List.of()));
      return this;
    }

    RunRecord record() {
      List<RunRecord.LayerFigures> layers = new ArrayList<>();
      layers.add(new RunRecord.LayerFigures("dense", "Dense", Map.of(), List.of(2), 100));
      layers.add(
          new RunRecord.LayerFigures("drop", "Dropout", Map.of("rate", dropout), List.of(2), 0));
      for (int i = 0; i < softmaxes; i++) {
        layers.add(new RunRecord.LayerFigures("softmax" + i, "Softmax", Map.of(), List.of(2), 0));
      }
      return new RunRecord(
          epochs.isEmpty() ? RunRecord.State.RUNNING : RunRecord.State.FINISHED,
          null,
          new RunRecord.PlanFigures(epochs.size(), 10, 2, true, 1),
          new LinkedHashMap<>(),
          new RunRecord.Machine("", "", "", "", 1, 1, 1, "", ""),
          new RunRecord.Data(List.of(8, 8, 1), List.of("a", "b"), counts, counts),
          layers,
          epochs,
          List.of(),
          health,
          null,
          losses.length == 0 ? 0 : 1,
          losses,
          null,
          null,
          List.of(),
          null);
    }
  }
}
