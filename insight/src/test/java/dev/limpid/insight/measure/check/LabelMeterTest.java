package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LabelMeterTest {
  @Test
  void namesAreGivenToTheMostFrequentPairsFirst() {
    for (int seed = 0; seed < 200; seed++) {
      Rng rng = Rng.of(seed);
      int classes = 1 + rng.nextInt(7);
      int[] answers = some(rng, 60, classes);
      int[] labels = some(rng, 60, classes);
      int half = rng.nextInt(2);
      assertArrayEquals(
          byTable(answers, labels, classes, half),
          LabelMeter.names(answers, labels, classes, half),
          "seed " + seed);
    }
  }

  @Test
  void pairsOfManyClassesNeedNoTable() {
    int classes = 50_000;
    int[] names = LabelMeter.names(new int[] {49_999, 0}, new int[] {49_998, 0}, classes, 0);
    assertEquals(49_998, names[49_999]);
    assertEquals(0, names[0]);
    assertEquals(classes, Arrays.stream(names).distinct().count());
  }

  private static int[] some(Rng rng, int count, int classes) {
    int[] some = new int[count];
    Arrays.setAll(some, i -> rng.nextInt(classes));
    return some;
  }

  /** The same by a table of all pairs, from which the largest count is taken again and again. */
  private static int[] byTable(int[] answers, int[] labels, int classes, int half) {
    int[][] counts = new int[classes][classes];
    for (int i = half; i < answers.length; i += 2) {
      counts[answers[i]][labels[i]]++;
    }
    int[] names = new int[classes];
    for (int given = 0; given < classes; given++) {
      int answer = 0;
      int label = 0;
      int most = -1;
      for (int a = 0; a < classes; a++) {
        for (int l = 0; l < classes; l++) {
          if (counts[a][l] > most) {
            most = counts[a][l];
            answer = a;
            label = l;
          }
        }
      }
      names[answer] = label;
      for (int other = 0; other < classes; other++) {
        counts[answer][other] = -1;
        counts[other][label] = -1;
      }
    }
    return names;
  }
}
