package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.insight.run.EpochFigures;
import dev.limpid.insight.run.LastValidation;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two of eight classes are taken for each other in 36 of 40 images each. */
class ExchangedTest {
  private static RunRecord run(int rightOfOthers, double accuracy) {
    int[][] confusion = new int[8][8];
    for (int c = 0; c < 8; c++) {
      int taken = c < 2 ? 1 - c : c;
      int count = c < 2 ? 36 : rightOfOthers;
      confusion[c][taken] = count;
      for (int other = 0; other < 40 - count; other++) {
        confusion[c][(taken + 1 + other % 7) % 8]++;
      }
    }
    RunRecord run = SampleRuns.of(3, 3, SampleRuns.names(8), 1);
    EpochFigures last = run.lastEpoch();
    EpochFigures learnt =
        new EpochFigures(3, last.loss(), accuracy, 1, last.validationLoss(), 0.5, 1, 0.001, 1, 1);
    LastValidation shown = run.validation();
    return RunCopy.of(run)
        .epochs(List.of(run.epochs().get(0), run.epochs().get(1), learnt))
        .validation(new LastValidation(3, shown.topK(), confusion, List.of(), shown.calibration()))
        .record();
  }

  /**
   * Names that are given back restore what the network knows; where images are of another kind they
   * don't, and a network that knows nothing of its training images takes them for anything.
   */
  @ParameterizedTest
  @CsvSource({
    "36, 0.95, true",
    "1, 0.95, false",
    "16, 0.95, false",
    "16, 0.6, true",
    "1, 0.1, false"
  })
  void classesAreExchangedOnlyWhereTheOthersAreKnown(
      int rightOfOthers, double accuracy, boolean expected) {
    RunRecord run = run(rightOfOthers, accuracy);
    assertEquals(expected, new LabelsMisaligned().examine(run).isPresent());
  }

  /** Of many classes each has few images: 7 of 9 are not sure, 28 of 36 are. */
  @ParameterizedTest
  @CsvSource({"4, 9, 7, true", "2, 7, 5, false", "4, 9, 4, false", "6, 3, 3, false"})
  void aCircleIsSureAsAWhole(int classes, int images, int taken, boolean expected) {
    int[][] confusion = new int[30][30];
    for (int c = 0; c < 30; c++) {
      boolean exchanged = c < classes;
      confusion[c][exchanged ? (c + 1) % classes : c] = exchanged ? taken : images;
      confusion[c][20 + c % 10] += exchanged ? images - taken : 0;
    }
    List<Integer> circle = Exchanged.in(confusion);
    assertEquals(expected ? classes : 0, circle.size(), circle.toString());
  }
}
