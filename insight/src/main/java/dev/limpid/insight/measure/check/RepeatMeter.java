package dev.limpid.insight.measure.check;

import dev.limpid.core.Parallel;
import dev.limpid.insight.check.Repeats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Finds images that are there more than once within a set; see {@link Repeats}. */
final class RepeatMeter {
  /** Distance of two pictures of mean 0 and norm 1, at most; their correlation is 0.995. */
  private static final float NEAREST = 0.1f;

  private static final int EXAMPLES = 3;
  private static final int NAMED = 3;

  private RepeatMeter() {}

  /**
   * Measures a side.
   *
   * @param copied of each image the first that is the same, as {@link #copied} gives it
   */
  static Repeats measure(Side side, boolean[] blank, int[] copied, int classes, Parallel parallel) {
    int[] first = copied.clone();
    int near = findNear(side, blank, first, parallel);
    int[] distinct = new int[classes];
    Map<Integer, List<Integer>> groups = new HashMap<>();
    for (int i = 0; i < first.length; i++) {
      distinct[side.label(i)] += first[i] == i ? 1 : 0;
      groups.computeIfAbsent(first[i], f -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> largest =
        groups.values().stream()
            .filter(group -> group.size() > 1)
            .sorted(
                Comparator.comparingInt((List<Integer> group) -> -group.size())
                    .thenComparingInt(group -> group.get(0)))
            .limit(EXAMPLES)
            .toList();
    return new Repeats(
        near,
        largest.isEmpty() ? Math.min(1, side.size()) : largest.get(0).size(),
        Arrays.stream(distinct).boxed().toList(),
        largest.stream().map(group -> text(side, group)).toList());
  }

  private static String text(Side side, List<Integer> group) {
    List<String> others = group.stream().skip(1).limit(NAMED).map(side::name).toList();
    int more = group.size() - 1 - others.size();
    return side.name(group.get(0))
        + " is "
        + String.join(", ", others)
        + (more == 0 ? "" : " and " + more + " more");
  }

  /** Of each image the first that is the same, value for value; itself where none is. */
  static int[] copied(Side side, boolean[] blank) {
    boolean few = side.layout().size() < CopyMeter.FEWEST_VALUES;
    Map<Long, Integer> places = new HashMap<>();
    int[] first = new int[side.size()];
    for (int i = 0; i < first.length; i++) {
      Integer earlier = few || blank[i] ? null : places.putIfAbsent(side.images()[i].hash(), i);
      first[i] = earlier == null ? i : earlier;
    }
    return first;
  }

  /** The same of those that are near to an earlier one, by far more than different ones are. */
  private static int findNear(Side side, boolean[] blank, int[] first, Parallel parallel) {
    int[] some = new int[first.length];
    int count = 0;
    for (int i = 0; i < first.length; i++) {
      if (first[i] == i && !blank[i]) {
        some[count++] = i;
      }
    }
    float[][] prints = new float[count][];
    for (int i = 0; i < count; i++) {
      prints[i] = side.images()[some[i]].fingerprint();
    }
    if (count < 2 || prints[0].length < CopyMeter.FEWEST_VALUES) {
      return 0;
    }
    int[] earlier = new int[count];
    float[] distances = new float[count];
    parallel.forRange(
        count,
        32,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            distances[i] = NEAREST * NEAREST;
            earlier[i] = -1;
            for (int j = 0; j < i; j++) {
              float distance = CopyMeter.distance(prints[i], prints[j], distances[i]);
              earlier[i] = distance < distances[i] ? j : earlier[i];
              distances[i] = Math.min(distances[i], distance);
            }
          }
        });
    float[][] apart =
        IntStream.range(0, prints.length)
            .filter(i -> earlier[i] < 0)
            .mapToObj(i -> prints[i])
            .toArray(float[][]::new);
    double usual =
        apart.length < 2 ? Double.POSITIVE_INFINITY : CopyMeter.usualDistance(apart, parallel);
    int near = 0;
    int[] root = new int[count];
    for (int i = 0; i < count; i++) {
      boolean close =
          earlier[i] >= 0 && distances[i] < usual / (CopyMeter.NEARER * CopyMeter.NEARER);
      root[i] = close ? root[earlier[i]] : i;
      if (close) {
        first[some[i]] = some[root[i]];
        near++;
      }
    }
    for (int i = 0; i < first.length; i++) {
      first[i] = first[first[i]]; // those that are the same as one that is near to another
    }
    return near;
  }
}
