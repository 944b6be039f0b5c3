package dev.limpid.layers.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The layers of a network in the order in which they run, and who takes what from whom. In a chain
 * each layer takes what the one before puts out.
 *
 * @param inputSizes how many values of one sample each input of the network has
 * @param layers in order
 * @param sources for each layer what it takes: the index of a layer before it, or {@code -1 - i}
 *     for the network's input i
 * @param takers for each layer the indices of those that take what it puts out, ascending, each
 *     once
 */
public record Wiring(int[] inputSizes, List<Traits> layers, int[][] sources, int[][] takers) {
  /** The wiring of layers whose sources are known. */
  public static Wiring of(int[] inputSizes, List<Traits> layers, int[][] sources) {
    List<List<Integer>> takers = new ArrayList<>();
    for (int i = 0; i < sources.length; i++) {
      takers.add(new ArrayList<>());
      for (int source : sources[i]) {
        if (source >= 0 && !takers.get(source).contains(i)) {
          takers.get(source).add(i);
        }
      }
    }
    return new Wiring(
        inputSizes,
        List.copyOf(layers),
        sources,
        takers.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new));
  }

  /** How many layers there are. */
  public int size() {
    return sources.length;
  }

  /** How many values of one sample come from a source. */
  int sizeOf(int source) {
    return source < 0 ? inputSizes[-1 - source] : layers.get(source).outputSize();
  }

  /** The last layer below {@code depth} that takes what layer {@code i} puts out; -1 for none. */
  int lastTaker(int i, int depth) {
    int last = -1;
    for (int taker : takers[i]) {
      last = taker < depth ? taker : last;
    }
    return last;
  }

  /** Whether layer {@code i} takes what the one before it puts out, and both nothing else. */
  public boolean followsAlone(int i) {
    return i > 0
        && sources[i].length == 1
        && sources[i][0] == i - 1
        && sources[i - 1].length == 1
        && takers[i - 1].length == 1;
  }

  /** Whether each layer takes what the one before puts out, and the first one the only input. */
  public boolean isChain() {
    for (int i = 0; i < size(); i++) {
      if (sources[i].length != 1 || sources[i][0] != i - 1) {
        return false;
      }
    }
    return inputSizes.length == 1;
  }

  /** Whether layer {@code i} takes what {@code source} puts out more than once. */
  boolean takesTwice(int i, int source) {
    return Arrays.stream(sources[i]).filter(one -> one == source).count() > 1;
  }
}
