package dev.limpid.insight.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.run.LastValidation.Calibration;
import dev.limpid.insight.run.LastValidation.WrongImage;
import dev.limpid.insight.run.RunRecord.Data;
import dev.limpid.insight.run.RunRecord.LayerFigures;
import dev.limpid.insight.run.RunRecord.PlanFigures;
import dev.limpid.train.Epoch;
import dev.limpid.train.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunRecordTest {
  @Test
  void anEpochIsFoundByItsNumber() {
    RunRecord run = SampleRuns.typical(3);
    for (int epoch = 1; epoch <= 3; epoch++) {
      assertSame(run.gaps().get(epoch - 1), run.gapOf(epoch).orElseThrow());
      assertSame(run.health().get(epoch - 1), run.healthOf(epoch).orElseThrow());
    }
    assertSame(run.gaps().get(2), run.lastGap().orElseThrow());
    assertSame(run.epochs().get(2), run.lastEpoch());
    assertEquals(Optional.empty(), run.gapOf(4));
    assertEquals(Optional.empty(), run.healthOf(0));
  }

  @Test
  void aRunWithoutAnEpochHasNoLastOne() {
    RunRecord run = SampleRuns.started();
    assertEquals(Optional.empty(), run.lastGap());
    assertThrows(NoSuchElementException.class, run::lastEpoch);
  }

  @Test
  void figuresAreThoseOfTheEpochAndItsValidation() {
    Evaluation validation = new Evaluation(10, 0.7, 0.6, 5, 0.9, new int[2][2], null);
    EpochFigures figures = EpochFigures.of(new Epoch(3, 0.5, 0.8, 0.95, validation, 0.001, 12, 2));
    assertEquals(new EpochFigures(3, 0.5, 0.8, 0.95, 0.7, 0.6, 0.9, 0.001, 12, 2), figures);
    assertTrue(figures.validated());
    EpochFigures alone = EpochFigures.of(new Epoch(3, 0.5, 0.8, 0.95, null, 0.001, 12, 0));
    double none = Double.NaN;
    assertEquals(new EpochFigures(3, 0.5, 0.8, 0.95, none, none, none, 0.001, 12, 0), alone);
    assertFalse(alone.validated());
  }

  @Test
  void recordsThatCanNotBeAreRefused() {
    int[] none = {};
    int[] two = {1, 2};
    new Data(List.of(1), List.of("a", "b"), two, new int[2]);
    refused(() -> new Data(List.of(1), List.of("a", "b"), none, two), "a count for each");
    refused(() -> new Data(List.of(1), List.of("a", "b"), two, none), "a count for each");
    refused(() -> new Data(List.of(1), List.of("a"), new int[] {-1}, new int[1]), "be counts");
    refused(() -> new Data(List.of(1), List.of("a"), new int[1], new int[] {-1}), "be counts");
    new PlanFigures(1, 1, 1, true, 0);
    refused(() -> new PlanFigures(1, 0, 1, true, 0), "above 0");
    refused(() -> new PlanFigures(1, 1, 0, true, 0), "above 0");
    refused(() -> new LayerFigures("a", "Dense", Map.of(), List.of(), 1), "'output_shape'");
  }

  @Test
  void wrongImagesAreOfClassesThatThereAre() {
    validation(0, 1);
    validation(1, 0);
    for (int[] pair : new int[][] {{-1, 0}, {0, -1}, {2, 0}, {0, 2}}) {
      refused(() -> validation(pair[0], pair[1]), "'most_wrong'");
    }
    refused(() -> new LastValidation(1, 5, new int[2][3], List.of(), null), "square");
  }

  @Test
  void calibrationIsOfCountsInBins() {
    int[] two = {1, 1};
    Calibration some =
        new Calibration(
            new int[] {2, 0, 6}, new int[] {1, 0, 3}, new double[] {0.25, Double.NaN, 0.9});
    assertEquals((2 * 0.25 + 6 * 0.4) / 8, some.error(), 1e-12);
    assertEquals(0.5, some.accuracy(2));
    refused(() -> new Calibration(two, two, new double[1]), "the same length");
    refused(() -> new Calibration(two, new int[] {1, 2}, new double[2]), "counts of the 'images'");
  }

  private static LastValidation validation(int actual, int predicted) {
    return new LastValidation(
        1,
        5,
        new int[2][2],
        List.of(new WrongImage("x", actual, predicted, 0.9, 2, null, null, null)),
        null);
  }

  private static void refused(Runnable made, String part) {
    String message = assertThrows(IllegalArgumentException.class, made::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
