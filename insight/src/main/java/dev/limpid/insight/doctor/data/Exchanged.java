package dev.limpid.insight.doctor.data;

import dev.limpid.insight.doctor.statistics.Tails;
import java.util.ArrayList;
import java.util.List;

/** Finds classes that are taken for each other in a circle. */
final class Exchanged {
  private static final int FEWEST = 8;

  private Exchanged() {}

  /**
   * A circle of two or more classes, each of which is taken for the next in more than half of its
   * images, sure to 99 %; empty if there is none.
   *
   * @param confusion {@code confusion[actual][predicted]}
   */
  static List<Integer> in(int[][] confusion) {
    int classes = confusion.length;
    int[] next = new int[classes];
    for (int c = 0; c < classes; c++) {
      next[c] = takenFor(confusion[c]);
    }
    for (int start = 0; start < classes; start++) {
      List<Integer> circle = new ArrayList<>();
      int at = start;
      while (at >= 0 && circle.size() <= classes && (circle.isEmpty() || at != start)) {
        circle.add(at);
        at = next[at];
      }
      if (at == start && circle.size() > 1) {
        return circle;
      }
    }
    return List.of();
  }

  private static int takenFor(int[] row) {
    int best = 0;
    int sum = 0;
    for (int c = 0; c < row.length; c++) {
      best = row[c] > row[best] ? c : best;
      sum += row[c];
    }
    return sum >= FEWEST && Tails.wilsonLow(row[best], sum, 2.33) > 0.5 ? best : -1;
  }
}
