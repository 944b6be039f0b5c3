package dev.limpid.insight.measure.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static Probe.Scope scope(int training, int validation, boolean shuffled, boolean norm) {
    return new Probe.Scope(training, validation, 20, shuffled, 1, norm);
  }

  private static int[] range(int size) {
    return IntStream.range(0, size).toArray();
  }

  private static int[] sorted(int[] values) {
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }

  /** 105 images: five batches of 20, and one of 5. */
  @Test
  void everythingIsEachImageOnce() {
    for (boolean shuffled : new boolean[] {false, true}) {
      Probe probe = Probe.everything(scope(105, 30, shuffled, true), Rng.of(1));
      assertEquals(6, probe.batches());
      assertArrayEquals(new int[] {0, 20, 40, 60, 80, 100, 105}, probe.starts());
      assertArrayEquals(range(105), sorted(probe.training()));
      assertEquals(shuffled, !Arrays.equals(range(105), probe.training()));
      assertArrayEquals(range(105), probe.paired());
      assertArrayEquals(probe.starts(), probe.pairedStarts());
      assertArrayEquals(probe.training(), probe.pairedImages());
      assertArrayEquals(range(30), probe.validation());
    }
  }

  /** As in training: a BatchNorm can't normalise a batch of one. */
  @Test
  void aLastBatchOfOneJoinsTheOneBeforeWhereThereIsBatchNorm() {
    assertArrayEquals(
        new int[] {0, 20, 41}, Probe.everything(scope(41, 9, true, true), Rng.of(1)).starts());
    assertArrayEquals(
        new int[] {0, 20, 40, 41}, Probe.everything(scope(41, 9, true, false), Rng.of(1)).starts());
  }

  @Test
  void someBatchesAreWholeOnesOfTheTrainings() {
    for (int seed = 0; seed < 10; seed++) {
      Probe probe = Probe.of(scope(105, 50, false, true), 3, 24, 10, 7, Rng.of(seed));
      String where = "seed " + seed;
      assertArrayEquals(new int[] {0, 20, 40, 60}, probe.starts(), where);
      for (int j = 0; j < 3; j++) {
        int first = probe.training()[20 * j];
        assertEquals(0, first % 20, where);
        assertTrue(first <= 80, where + ": no batch of fewer images");
        assertTrue(j == 0 || first > probe.training()[20 * j - 20], where);
        for (int i = 0; i < 20; i++) {
          assertEquals(first + i, probe.training()[20 * j + i], where);
        }
      }
      assertEquals(7, probe.sensed());
    }
  }

  @Test
  void batchesOfAShuffledTrainingAreDrawnAtRandom() {
    Probe probe = Probe.of(scope(400, 50, true, true), 3, 24, 10, 7, Rng.of(1));
    Probe other = Probe.of(scope(400, 50, true, true), 3, 24, 10, 7, Rng.of(2));
    assertEquals(60, Arrays.stream(probe.training()).distinct().count());
    assertTrue(Arrays.stream(probe.training()).max().orElseThrow() > 300);
    assertFalse(Arrays.equals(probe.training(), other.training()));
  }

  @Test
  void eachBatchHasItsPartOfThePairedImages() {
    Probe probe = Probe.of(scope(105, 50, true, true), 6, 42, 10, 7, Rng.of(3));
    // 42 of 105: two in five, 8 of each batch of 20 and 2 of the last one's 5
    assertArrayEquals(new int[] {0, 8, 16, 24, 32, 40, 42}, probe.pairedStarts());
    assertEquals(42, probe.paired().length);
    for (int j = 0; j < 6; j++) {
      for (int k = probe.pairedStarts()[j]; k < probe.pairedStarts()[j + 1]; k++) {
        int position = probe.paired()[k];
        assertTrue(position >= probe.starts()[j] && position < probe.starts()[j + 1], "of " + j);
        assertTrue(k == 0 || position > probe.paired()[k - 1], "ascending");
        assertEquals(probe.training()[position], probe.pairedImages()[k]);
      }
    }
    int[] within = Arrays.stream(probe.paired()).limit(40).map(p -> p % 20).distinct().toArray();
    assertTrue(within.length > 12, "not the same places of each batch");
    Probe few = Probe.of(scope(105, 50, true, true), 6, 3, 10, 7, Rng.of(3));
    assertEquals(6, few.paired().length, "at least one of each batch");
  }

  @Test
  void validationImagesAreDrawnAtRandom() {
    Probe probe = Probe.of(scope(105, 500, true, true), 6, 42, 100, 7, Rng.of(3));
    assertEquals(100, probe.validation().length);
    assertEquals(100, Arrays.stream(probe.validation()).distinct().count());
    assertTrue(Arrays.stream(probe.validation()).max().orElseThrow() > 400);
    assertArrayEquals(
        range(50), Probe.of(scope(105, 50, true, true), 6, 42, 50, 7, Rng.of(3)).validation());
  }

  /**
   * A step costs 1.75 passes for each image. Paired images are passed over twice, validation images
   * once, and how the loss depends on statistics takes about ten passes for each image.
   */
  @Test
  void aShareOfAnEpochBuysProbesOfThatCost() {
    for (boolean norm : new boolean[] {false, true}) {
      for (int passes = 1; passes <= 3; passes++) {
        for (double share : new double[] {0.05, 0.08, 0.3}) {
          Probe.Scope scope = new Probe.Scope(60_000, 20_000, 50, true, passes, norm);
          Probe probe = Probe.forShare(scope, share, Rng.of(1));
          double budget = share * (1.75 * 60_000 + 20_000);
          double ofBatches = passes * 50.0 * probe.batches();
          String where = norm + ", " + passes + " passes, share " + share;
          double part = norm ? 0.3 + 0.16 * passes : 1;
          assertEquals(part * budget, ofBatches, 0.51 * passes * 50, where);
          double left = budget - ofBatches;
          if (norm) {
            // some fewer: each batch has a whole number of them
            assertTrue(
                probe.paired().length <= 0.22 * left + 1e-6
                    && probe.paired().length > 0.22 * left - probe.batches(),
                where);
            assertEquals((int) (0.28 * left), probe.validation().length, where);
            assertEquals((int) (0.028 * left), probe.sensed(), where);
          } else {
            assertEquals(64, probe.validation().length, where);
          }
        }
      }
    }
  }

  @Test
  void smallSetsAreProbedWithFourBatchesAnd64ImagesAtLeast() {
    Probe.Scope scope = new Probe.Scope(1000, 500, 50, true, 1, true);
    Probe probe = Probe.forShare(scope, 0.001, Rng.of(1));
    assertEquals(4, probe.batches());
    assertEquals(64, probe.paired().length);
    assertEquals(64, probe.validation().length);
    assertEquals(8, probe.sensed());
    Probe tiny = Probe.forShare(new Probe.Scope(60, 40, 50, true, 1, true), 0.08, Rng.of(1));
    assertEquals(2, tiny.batches());
    assertEquals(60, tiny.paired().length);
    assertEquals(40, tiny.validation().length);
  }
}
