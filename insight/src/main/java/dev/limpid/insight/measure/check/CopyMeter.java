package dev.limpid.insight.measure.check;

import dev.limpid.core.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds validation images that are training images too, or all but. */
final class CopyMeter {
  /** Smaller samples may well be alike by chance. */
  static final int FEWEST_VALUES = 16;

  /** How much nearer than training images are to each other. */
  static final double NEARER = 5;

  /** Training images whose nearest neighbours tell what is usual. */
  private static final int ASKED = 256;

  private static final int EXAMPLES = 8;

  private CopyMeter() {}

  /**
   * Copies among the validation images.
   *
   * @param exact value for value
   * @param near others that all but are
   * @param otherLabel copies with another label
   * @param examples names
   */
  record Copies(int exact, int near, int otherLabel, List<String> examples) {}

  static Copies measure(Side training, Side validation, Parallel parallel) {
    if (training.layout().size() < FEWEST_VALUES) {
      return new Copies(0, 0, 0, List.of());
    }
    boolean[] blankTraining = SideMeter.blank(training);
    boolean[] blank = SideMeter.blank(validation);
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < training.size(); i++) {
      if (!blankTraining[i]) {
        places.putIfAbsent(training.images()[i].hash(), i);
      }
    }
    float[][] prints = prints(training, blankTraining);
    float near = (float) (usualDistance(prints, parallel) / (NEARER * NEARER));
    boolean[] close = new boolean[validation.size()];
    parallel.forRange(
        close.length,
        32,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            float[] print = validation.images()[i].fingerprint();
            close[i] = nearest(prints, print, -1, near) < near;
          }
        });
    int[] counts = new int[3];
    List<String> examples = new ArrayList<>();
    for (int i = 0; i < validation.size(); i++) {
      Integer same = blank[i] ? null : places.get(validation.images()[i].hash());
      counts[0] += same != null ? 1 : 0;
      counts[1] += same == null && !blank[i] && close[i] ? 1 : 0;
      counts[2] += same != null && training.label(same) != validation.label(i) ? 1 : 0;
      if (same != null && examples.size() < EXAMPLES) {
        examples.add(validation.name(i) + " is " + training.name(same));
      }
    }
    return new Copies(counts[0], counts[1], counts[2], examples);
  }

  private static float[][] prints(Side side, boolean[] blank) {
    List<float[]> prints = new ArrayList<>();
    for (int i = 0; i < side.size(); i++) {
      if (!blank[i]) {
        prints.add(side.images()[i].fingerprint());
      }
    }
    return prints.toArray(new float[0][]);
  }

  /** Median squared distance of training images from their nearest others; 0 if it can't be had. */
  static double usualDistance(float[][] prints, Parallel parallel) {
    if (prints.length < 2 || prints[0].length < FEWEST_VALUES) {
      return 0;
    }
    double[] distances = new double[Math.min(ASKED, prints.length)];
    parallel.forEach(
        distances.length,
        i -> {
          int asked = (int) ((long) i * prints.length / distances.length);
          distances[i] = nearest(prints, prints[asked], asked, Float.POSITIVE_INFINITY);
        });
    Arrays.sort(distances);
    return distances[distances.length / 2];
  }

  /** The smallest squared distance, if it is below {@code bound}; otherwise the bound. */
  static float nearest(float[][] prints, float[] print, int without, float bound) {
    float least = bound;
    for (int j = 0; j < prints.length; j++) {
      float sum = distance(print, prints[j], least);
      least = j != without && sum < least ? sum : least;
    }
    return least;
  }

  /** The squared distance of two pictures; no more of it than is needed to reach the bound. */
  static float distance(float[] print, float[] other, float bound) {
    float sum = 0;
    for (int k = 0; k < print.length && sum < bound; k += 4) {
      int end = Math.min(k + 4, print.length);
      for (int m = k; m < end; m++) {
        float d = print[m] - other[m];
        sum += d * d;
      }
    }
    return sum;
  }
}
