package dev.limpid.train;

import dev.limpid.layers.Loss.Task;
import java.util.Comparator;
import java.util.stream.IntStream;

/** A figure of the order into which a class's probabilities bring the images. */
record Ranking(String name, OfClass figure) implements Metric {
  /** The figure of one class. */
  interface OfClass {
    /**
     * Computes it.
     *
     * @param scores falling
     * @param is whether the image of that rank is of the class
     * @param positives how many are
     */
    double of(float[] scores, boolean[] is, int positives);
  }

  static Metric rocAuc() {
    return new Ranking("roc_auc", Ranking::area);
  }

  static Metric averagePrecision() {
    return new Ranking("average_precision", Ranking::precision);
  }

  @Override
  public void requireFits(Task task) {
    OneAgainstRest.requireClasses(name, task);
  }

  @Override
  public double of(Predictions predictions) {
    int images = predictions.size();
    int classes = images == 0 ? 0 : predictions.outputs()[0].length;
    double sum = 0;
    int counted = 0;
    for (int c = 0; c < classes; c++) {
      int column = c;
      int[] order =
          IntStream.range(0, images)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> -predictions.outputs()[i][column]))
              .mapToInt(Integer::intValue)
              .toArray();
      float[] scores = new float[images];
      boolean[] is = new boolean[images];
      int positives = 0;
      for (int rank = 0; rank < images; rank++) {
        scores[rank] = predictions.outputs()[order[rank]][c];
        is[rank] = OneAgainstRest.isOf(predictions, order[rank], c);
        positives += is[rank] ? 1 : 0;
      }
      double value = figure.of(scores, is, positives);
      if (!Double.isNaN(value)) {
        sum += value;
        counted++;
      }
    }
    return sum / counted;
  }

  private static double area(float[] scores, boolean[] is, int positives) {
    double pairs = 0;
    long above = 0; // images of the class with a higher score
    for (int from = 0, to; from < scores.length; from = to) {
      to = endOfTies(scores, from);
      int own = count(is, from, to);
      pairs += (double) (to - from - own) * (above + own / 2.0);
      above += own;
    }
    return pairs / ((double) positives * (scores.length - positives));
  }

  private static double precision(float[] scores, boolean[] is, int positives) {
    double sum = 0;
    int above = 0;
    for (int from = 0, to; from < scores.length; from = to) {
      to = endOfTies(scores, from);
      int own = count(is, from, to);
      above += own;
      sum += (double) own * above / to;
    }
    return sum / positives;
  }

  private static int endOfTies(float[] scores, int from) {
    int to = from + 1;
    while (to < scores.length && scores[to] == scores[from]) {
      to++;
    }
    return to;
  }

  private static int count(boolean[] is, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += is[i] ? 1 : 0;
    }
    return count;
  }
}
