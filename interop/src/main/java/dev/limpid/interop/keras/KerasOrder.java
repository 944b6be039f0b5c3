package dev.limpid.interop.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
   * @param output the layer whose output is the model's
   * @param takes for each layer and input what it takes, by name
   */
  static List<String> of(String output, Map<String, List<String>> takes) {
    Map<String, Integer> met = new HashMap<>();
    List<String> finished = new ArrayList<>();
    Map<String, Integer> next = new HashMap<>();
    Deque<String> open = new ArrayDeque<>();
    open.push(output);
    met.put(output, 0);
    while (!open.isEmpty()) {
      String layer = open.peek();
      int child = next.merge(layer, 1, Integer::sum) - 1;
      if (child == takes.get(layer).size()) {
        finished.add(open.pop());
      } else if (met.putIfAbsent(takes.get(layer).get(child), met.size()) == null) {
        open.push(takes.get(layer).get(child));
      }
    }
    Collections.reverse(finished);
    Map<String, Integer> distance = new HashMap<>();
    for (String layer : finished) {
      int own = distance.merge(layer, 0, Math::max);
      takes.get(layer).forEach(taken -> distance.merge(taken, own + 1, Math::max));
    }
    List<String> ordered = new ArrayList<>(finished);
    ordered.sort(
        Comparator.comparing((String layer) -> -distance.get(layer)).thenComparing(met::get));
    return ordered;
  }
}
