package dev.limpid.bench.peers;

import dev.limpid.bench.TextTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Seconds of each library, round by round. */
final class Timings {
  private final Map<Library, List<Double>> seconds = new EnumMap<>(Library.class);
  private double othersShare;

  void add(Library library, double time) {
    seconds.computeIfAbsent(library, l -> new ArrayList<>()).add(time);
  }

  void othersHad(double share) {
    othersShare = share;
  }

  /** What processes outside the comparison had of the processors, from 0 to 1. */
  double othersShare() {
    return othersShare;
  }

  /**
   * A row for each library.
   *
   * @param images of one timed pass
   * @param flops useful work of one timed pass
   * @param peak of the machine, in FLOP/s
   */
  TextTable table(int images, double flops, double peak) {
    TextTable table =
        new TextTable(
            "library",
            "median ms",
            "fastest ms",
            "images/s",
            "time / Limpid's",
            "GFLOP/s",
            "share of peak");
    List<Double> limpid = seconds.get(Library.LIMPID);
    for (Map.Entry<Library, List<Double>> entry : seconds.entrySet()) {
      double time = median(entry.getValue());
      table.row(
          entry.getKey().label(),
          String.format(Locale.ROOT, "%.1f", time * 1e3),
          String.format(Locale.ROOT, "%.1f", Collections.min(entry.getValue()) * 1e3),
          String.format(Locale.ROOT, "%.1f", images / time),
          limpid == null ? "" : String.format(Locale.ROOT, "%.2f", time / median(limpid)),
          String.format(Locale.ROOT, "%.0f", flops / time * 1e-9),
          Double.isNaN(peak)
              ? ""
              : String.format(Locale.ROOT, "%.0f %%", 100 * flops / time / peak));
    }
    return table;
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
