package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.insight.check.LabelOrder;
import dev.limpid.train.Toy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderMeterTest {
  private static LabelOrder order(int classes, int batchSize, int... labels) {
    Toy data = Toy.of(Shape.of(1), classes, new float[labels.length][1], labels);
    return OrderMeter.measure(data, classes, batchSize);
  }

  /** Mean and variance of the number of runs, over all orders of the labels. */
  @Test
  void expectedRunsAndTheirDeviationAreThoseOfAllOrders() {
    for (int[] labels : new int[][] {{0, 0, 0, 1, 1, 2, 2}, {1, 1, 1, 1, 3, 3}, {0, 1, 2, 3, 4}}) {
      List<Integer> runs = new ArrayList<>();
      permute(labels.clone(), 0, runs);
      double mean = runs.stream().mapToInt(r -> r).average().orElseThrow();
      double variance =
          runs.stream().mapToDouble(r -> (r - mean) * (r - mean)).average().orElseThrow();
      LabelOrder order = order(5, labels.length, labels);
      assertEquals(runs(labels), order.runs());
      assertEquals(mean, order.expectedRuns(), 1e-12);
      double z = variance > 0 ? (runs(labels) - mean) / Math.sqrt(variance) : 0;
      assertEquals(z, order.z(), 1e-9);
    }
  }

  private static void permute(int[] labels, int at, List<Integer> runs) {
    if (at == labels.length) {
      runs.add(runs(labels));
      return;
    }
    for (int i = at; i < labels.length; i++) {
      swap(labels, at, i);
      permute(labels, at + 1, runs);
      swap(labels, at, i);
    }
  }

  private static void swap(int[] labels, int a, int b) {
    int label = labels[a];
    labels[a] = labels[b];
    labels[b] = label;
  }

  private static int runs(int[] labels) {
    int runs = 1;
    for (int i = 1; i < labels.length; i++) {
      runs += labels[i] == labels[i - 1] ? 0 : 1;
    }
    return runs;
  }

  @Test
  void classesThatDoNotOccurAreNotCounted() {
    assertEquals(2, order(6, 2, 1, 4, 4, 1).classes());
    assertEquals(1, order(6, 2, 5, 5, 5).classes());
  }

  @Test
  void batchesOfASingleClassAreDispersedByTheBatchSize() {
    // 3 batches of 4 images; chi-squared is 12 (3 - 1), and there are (3 - 1) (3 - 1) degrees
    LabelOrder sorted = order(5, 4, 0, 0, 0, 0, 2, 2, 2, 2, 4, 4, 4, 4);
    assertEquals(12 * 2 / 4.0, sorted.batchDispersion(), 1e-12);
    assertTrue(sorted.z() < -2, "equal labels stand together: " + sorted.z());
  }

  @Test
  void batchesThatAreAlikeAreNotDispersed() {
    LabelOrder even = order(2, 2, 0, 1, 0, 1, 1, 0);
    assertEquals(0, even.batchDispersion(), 1e-12);
    assertTrue(even.z() > 0, "labels change more often than by chance");
  }

  /** A table of two batches, of 4 and of 2: expected 2, 2 and 1, 1; found 3, 1 and 0, 2. */
  @Test
  void theLastBatchMayBeSmaller() {
    LabelOrder order = order(2, 4, 0, 0, 0, 1, 1, 1);
    assertEquals(1 / 2.0 + 1 / 2.0 + 1 + 1, order.batchDispersion(), 1e-12);
  }

  @Test
  void whatCanNotBeSaidIsNotANumberOrZero() {
    assertTrue(Double.isNaN(order(2, 4, 0, 1, 1, 0).batchDispersion()), "one batch");
    assertEquals(0, order(2, 2, 0, 1, 1, 0).batchDispersion(), 1e-12);
    assertTrue(Double.isNaN(order(2, 2, 1, 1, 1, 1).batchDispersion()), "one class");
    assertEquals(0, order(2, 2, 1, 1, 1, 1).z(), "all orders are the same");
    assertEquals(0, order(2, 2, 1).z(), "one image");
  }
}
