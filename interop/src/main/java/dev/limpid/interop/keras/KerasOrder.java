package dev.limpid.interop.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which Keras has the layers of a Functional model once it has loaded it, after which
 * variables are numbered: those furthest from the output first; of equally far ones, the one first
 * that is met first on the way back from the output.
 */
final class KerasOrder {
  private KerasOrder() {}

  /**
   * Orders layers.
   *
   * @param output the call whose output is the model's
   * @param takes for each call and input what it takes, by name
   * @param layerOf the layer of a call
   */
  static List<String> of(
      String output, Map<String, List<String>> takes, Map<String, String> layerOf) {
    Map<String, Integer> met = new HashMap<>();
    Set<String> begun = new HashSet<>();
    List<String> finished = new ArrayList<>();
    Map<String, Integer> next = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    open.push(output);
    begun.add(output);
    met.put(layerOf.get(output), 0);
    while (!open.isEmpty()) {
      String call = open.peek();
      int child = next.merge(call, 1, Integer::sum) - 1;
      if (child == takes.get(call).size()) {
        finished.add(open.pop());
      } else if (begun.add(takes.get(call).get(child))) {
        open.push(takes.get(call).get(child));
        met.putIfAbsent(layerOf.get(open.peek()), met.size());
      }
    }
    Collections.reverse(finished);
    Map<String, Integer> distance = new HashMap<>();
    Map<String, Integer> distanceOfLayer = new HashMap<>();
    for (String call : finished) {
      int own = distanceOfLayer.merge(layerOf.get(call), distance.getOrDefault(call, 0), Math::max);
      takes.get(call).forEach(taken -> distance.merge(taken, own + 1, Math::max));
    }
    List<String> ordered = new ArrayList<>(met.keySet());
    ordered.sort(
        Comparator.comparing((String layer) -> -distanceOfLayer.get(layer))
            .thenComparing(met::get));
    return ordered;
  }
}
