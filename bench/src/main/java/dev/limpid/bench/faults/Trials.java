package dev.limpid.bench.faults;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which trainings are run. */
final class Trials {
  private Trials() {}

  /**
   * All healthy trainings of a half, and each fault in one that it fits, the mild and the severe
   * one in different ones where there are several.
   *
   * @param faults that are planted
   * @param severities of each
   * @param first number of the first seed, from 1
   * @param seeds of each
   * @param healthySeeds of the healthy ones, at least as many
   */
  static List<Trial> of(
      Half half,
      List<Fault> faults,
      List<FaultSeverity> severities,
      int first,
      int seeds,
      int healthySeeds) {
    List<Trial> trials = new ArrayList<>();
    for (Configuration configuration : Healthy.of(half)) {
      for (int number = first; number < first + healthySeeds; number++) {
        trials.add(Trial.healthy(configuration, number));
      }
    }
    for (Fault fault : faults) {
      for (FaultSeverity severity : severities) {
        Configuration configuration = configurationFor(fault, severity, half);
        for (int number = first; number < first + seeds; number++) {
          trials.add(new Trial(configuration, fault, severity, number));
        }
      }
    }
    return trials;
  }

  /** In turn, so that each configuration has its share of the faults. */
  static Configuration configurationFor(Fault fault, FaultSeverity severity, Half half) {
    List<Configuration> fitting = Healthy.of(half).stream().filter(fault.fits()).toList();
    if (fitting.isEmpty()) {
      throw new IllegalStateException("no healthy training of " + half + " fits " + fault);
    }
    int index = Faults.all().stream().map(Fault::name).toList().indexOf(fault.name());
    return fitting.get((index + severity.ordinal()) % fitting.size());
  }

  /** In the order in which images need be drawn least often. */
  static List<Trial> byImages(List<Trial> trials) {
    return trials.stream()
        .sorted(
            Comparator.comparing((Trial t) -> t.configuration().name()).thenComparing(Trial::seed))
        .toList();
  }
}
