package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.statistics.Tails;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds classes that are taken for each other in a circle: each for the next in more than half of
 * its images, and all together so, sure to 99 %. Of many classes each has few images, of which none
 * alone is sure.
 */
final class Exchanged {
  /** Of a class. */
  private static final int FEWEST = 4;

  /** Of a circle. */
  private static final int FEWEST_TOGETHER = 16;

  private static final double SURE = 2.33;

  private Exchanged() {}

  /**
   * A circle of two or more classes; empty if there is none.
   *
   * @param confusion {@code confusion[actual][predicted]}
   */
  static List<Integer> in(int[][] confusion) {
    int[] next = Arrays.stream(confusion).mapToInt(Exchanged::takenFor).toArray();
    return IntStream.range(0, next.length)
        .mapToObj(start -> circle(next, start, confusion))
        .filter(circle -> !circle.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /**
   * The share of images that are right if the classes of all circles are given back their names.
   */
  static double rightWithNamesGivenBack(int[][] confusion) {
    int[] next = Arrays.stream(confusion).mapToInt(Exchanged::takenFor).toArray();
    double right = 0;
    double all = 0;
    for (int c = 0; c < next.length; c++) {
      right += confusion[c][circle(next, c, confusion).isEmpty() ? c : next[c]];
      all += Arrays.stream(confusion[c]).sum();
    }
    return right / all;
  }

  /** The circle that goes through a class; empty if none does. */
  private static List<Integer> circle(int[] next, int start, int[][] confusion) {
    List<Integer> circle = new ArrayList<>();
    int at = start;
    while (at >= 0 && circle.size() <= next.length && (circle.isEmpty() || at != start)) {
      circle.add(at);
      at = next[at];
    }
    return at == start && circle.size() > 1 && isSure(circle, next, confusion) ? circle : List.of();
  }

  private static boolean isSure(List<Integer> circle, int[] next, int[][] confusion) {
    int taken = circle.stream().mapToInt(c -> confusion[c][next[c]]).sum();
    int all = circle.stream().mapToInt(c -> Arrays.stream(confusion[c]).sum()).sum();
    return all >= FEWEST_TOGETHER && Tails.wilsonLow(taken, all, SURE) > 0.5;
  }

  private static int takenFor(int[] row) {
    int best = 0;
    int sum = 0;
    for (int c = 0; c < row.length; c++) {
      best = row[c] > row[best] ? c : best;
      sum += row[c];
    }
    return sum >= FEWEST && 2 * row[best] > sum ? best : -1;
  }
}
