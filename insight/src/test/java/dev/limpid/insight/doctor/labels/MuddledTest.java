package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Split;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two classes whose labels are muddled, by counts and by the confusion of validation. */
class MuddledTest {
  /** As many images of each class as given, of which those of 0 and 1 are muddled. */
  private static int[][] confusion(int zero, int zeroAsOne, int oneAsZero, int one, int others) {
    int[][] confusion = new int[6][6];
    for (int c = 2; c < 6; c++) {
      confusion[c][c] = 40 - others;
      confusion[c][2 + (c + 1) % 4] = others;
    }
    confusion[0] = new int[] {zero, zeroAsOne, 0, 0, 0, 0};
    confusion[1] = new int[] {oneAsZero, one, 0, 0, 0, 0};
    return confusion;
  }

  @Test
  void imagesThatOneClassIsShortOfAndAnotherHasTooManyAreTold() {
    int[][] confusion = confusion(12, 8, 12, 48, 1);
    int[] counts = {55, 160, 104, 112, 98, 108};
    assertEquals(Optional.of(new Muddled(0, 1, 20, 80)), Muddled.moved(counts, confusion));
    int[] balanced = {100, 118, 104, 112, 98, 108};
    assertEquals(Optional.empty(), Muddled.moved(balanced, confusion), "look alike, no more");
    int[] rare = {55, 118, 104, 112, 98, 108};
    assertEquals(Optional.empty(), Muddled.moved(rare, confusion), "rare, and nobody has them");
    int[] uneven = {55, 160, 70, 150, 98, 120};
    assertEquals(Optional.empty(), Muddled.moved(uneven, confusion), "other frequencies");
    assertEquals(Optional.empty(), Muddled.moved(counts, confusion(20, 0, 1, 59, 3)), "told apart");
  }

  @Test
  void manyPairsThatAreTakenForEachOtherAndForNothingElseAreTold() {
    int[][] pairs = {
      {24, 20, 0, 0, 1}, {18, 25, 0, 1, 0}, {0, 0, 30, 12, 0}, {0, 1, 14, 28, 0}, {0, 0, 0, 1, 40}
    };
    assertEquals(
        List.of(new Muddled(0, 1, 38, 87), new Muddled(2, 3, 26, 84)), Muddled.pairs(pairs));
    pairs[4] = new int[] {6, 5, 4, 6, 20};
    assertEquals(List.of(), Muddled.pairs(pairs), "other mistakes too");
    assertEquals(List.of(), Muddled.pairs(confusion(12, 8, 12, 48, 1)), "one pair alike");
    int[][] exchanged = {{1, 40, 0, 0}, {40, 1, 0, 0}, {0, 0, 2, 40}, {0, 0, 38, 2}};
    assertEquals(List.of(), Muddled.pairs(exchanged), "exchanged");
  }

  /** Of a network that learns them by heart, which tells nothing by the matrix of label noise. */
  @Test
  void aTrainingOnThemIsToldWhichClassesTheyAre() {
    Split split = NoiseMatrixTest.split(5, label -> label == 0 ? 1 : label, 0.45);
    RunRecord run = Examined.convolutional(split, 25);
    Finding finding =
        Examined.findings(run).stream()
            .filter(f -> f.name().equals("noisy-labels"))
            .findFirst()
            .orElseThrow();
    assertTrue(finding.text().contains(run.data().classes().get(0)), finding.text());
    assertTrue(finding.text().contains(run.data().classes().get(1)), finding.text());
  }

  /** So few images are left of it that validation has next to none to be mistaken. */
  @Test
  void aClassThatIsNearlyAllLabelledAsAnotherIsTold() {
    Split split = NoiseMatrixTest.split(5, label -> label == 0 ? 1 : label, 0.93);
    RunRecord run = Examined.convolutional(split, 4);
    assertEquals(
        Optional.empty(), Muddled.moved(run.data().training(), run.validation().confusion()));
    Muddled moved = Muddled.moved(run).orElseThrow();
    assertEquals(0, moved.one());
    assertEquals(1, moved.two());
    RunRecord clean = Examined.convolutional(NoiseMatrixTest.split(5, label -> label, 0), 4);
    assertEquals(Optional.empty(), Muddled.moved(clean));
  }
}
