package dev.limpid.layers.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PopulationStatisticsTest {
  private final PopulationStatistics statistics = new PopulationStatistics(2);

  @Test
  void batchesAddUpToTheWholeSet() {
    // Of 1, 3 and then 8: mean 4, variance (9 + 1 + 16) / 3. The other channel is constant.
    statistics.add(new float[] {2, 5}, new float[] {1, 0}, 2);
    statistics.add(new float[] {8, 5}, new float[] {0, 0}, 1);
    assertEquals(3, statistics.count());
    assertEquals(12, statistics.sum(0));
    assertEquals(1 + 9 + 64, statistics.squareSum(0));
    assertEquals(4, statistics.mean(0));
    assertEquals(26.0 / 3, statistics.variance(0), 1e-12);
    assertEquals(5, statistics.mean(1));
    assertEquals(0, statistics.variance(1));
    assertEquals("of 3 values a channel", statistics.toString());
  }

  @Test
  void roundingNeverGivesANegativeVariance() {
    for (int i = 0; i < 100; i++) {
      statistics.add(new float[] {0.1f, 1e6f / 3}, new float[] {0, 0}, 7);
      assertEquals(0, statistics.variance(0), 1e-9);
      assertEquals(true, statistics.variance(1) >= 0, "variance " + statistics.variance(1));
    }
  }

  @Test
  void aCopyStaysAndIsPutBack() {
    statistics.add(new float[] {2, 5}, new float[] {1, 0}, 2);
    PopulationStatistics copy = statistics.copy();
    statistics.add(new float[] {1, 1}, new float[] {1, 1}, 4);
    assertEquals(2, copy.count());
    assertEquals(2, copy.mean(0));
    assertEquals(1, copy.variance(0));
    statistics.restore(copy);
    assertEquals(2, statistics.count());
    assertEquals(4, statistics.sum(0));
    assertEquals(10, statistics.squareSum(0));
    statistics.reset();
    assertEquals(0, statistics.count());
    assertEquals(0, statistics.sum(0));
    assertEquals(0, statistics.squareSum(1));
    assertEquals("none gathered", statistics.toString());
    assertEquals(2, copy.count(), "the copy is not the original");
  }
}
