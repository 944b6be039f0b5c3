package dev.limpid.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RngTest {
  @Test
  void theSequenceOfASeedNeverChanges() {
    Rng rng = Rng.of(42);
    assertEquals(-4767286540954276203L, rng.nextLong());
    assertEquals(0.63980013f, Rng.of(42).split("weights").nextFloat());
  }

  @Test
  void splittingDependsOnSeedAndPurposeNotOnWhatWasDrawn() {
    Rng fresh = Rng.of(7);
    Rng used = Rng.of(7);
    used.nextLong();
    used.nextGaussian();
    assertEquals(fresh.split("a").nextLong(), used.split("a").nextLong());
    assertEquals(fresh.split(3).nextLong(), used.split(3).nextLong());
    assertNotEquals(fresh.split("a").nextLong(), fresh.split("b").nextLong());
    assertNotEquals(fresh.split(0).nextLong(), fresh.split(1).nextLong());
  }

  @Test
  void boundedIntegersAreUniform() {
    Rng rng = Rng.of(1);
    int[] counts = new int[7];
    for (int i = 0; i < 70_000; i++) {
      counts[rng.nextInt(7)]++;
    }
    for (int count : counts) {
      assertTrue(Math.abs(count - 10_000) < 500, Arrays.toString(counts)); // 5 deviations
    }
  }

  @Test
  void gaussiansHaveMeanZeroAndDeviationOne() {
    Rng rng = Rng.of(1);
    int n = 100_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double g = rng.nextGaussian();
      sum += g;
      squares += g * g;
    }
    assertEquals(0, sum / n, 0.02);
    assertEquals(1, squares / n, 0.03);
  }

  @Test
  void aPermutationHoldsEveryNumberOnce() {
    int[] permutation = Rng.of(5).permutation(1000);
    int[] sorted = permutation.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      assertEquals(i, sorted[i]);
    }
    assertNotEquals(0, permutation[0] + permutation[1] * 2 + permutation[2] * 3);
  }
}
