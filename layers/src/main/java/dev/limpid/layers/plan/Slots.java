package dev.limpid.layers.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Hands out transient tensors while a pass is planned, as few and as small as will do: whoever
 * needs one takes the smallest that is free and large enough, otherwise the largest that is free
 * grows.
 */
final class Slots {
  private final List<Integer> sizes = new ArrayList<>();
  private final List<Boolean> free = new ArrayList<>();

  /** A slot for so many values of one sample. */
  int take(int size) {
    int best = -1;
    for (int i = 0; i < sizes.size(); i++) {
      if (free.get(i) && (best < 0 || fitsBetter(sizes.get(i), sizes.get(best), size))) {
        best = i;
      }
    }
    if (best < 0) {
      best = sizes.size();
      sizes.add(0);
      free.add(true);
    }
    sizes.set(best, Math.max(sizes.get(best), size));
    free.set(best, false);
    return best;
  }

  private static boolean fitsBetter(int a, int b, int wanted) {
    return a >= wanted ? b < wanted || a < b : a > b;
  }

  void release(int slot) {
    free.set(slot, true);
  }

  /** Slots by size, the largest first, so that those of several plans can share tensors. */
  int[] ranks() {
    int[] bySize =
        IntStream.range(0, sizes.size())
            .boxed()
            .sorted(Comparator.comparing(slot -> -sizes.get(slot)))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] ranks = new int[bySize.length];
    for (int rank = 0; rank < bySize.length; rank++) {
      ranks[bySize[rank]] = rank;
    }
    return ranks;
  }

  /** The sizes, the largest first. */
  int[] sizes() {
    return sizes.stream().sorted(Comparator.reverseOrder()).mapToInt(Integer::intValue).toArray();
  }
}
