package dev.limpid.bench.faults;

import dev.limpid.core.Rng;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;

/** Which trainings are run. */
final class Trials {
  private Trials() {}

  /**
   * For each seed a healthy training, and the same with a fault that fits it. Faults take turns;
   * the strength depends on the seed.
   *
   * @param first seed
   * @param count how many seeds
   */
  static List<Pair> of(Settings settings, Collection<Fault> faults, long first, int count) {
    List<Pair> pairs = new ArrayList<>();
    List<Fault> turns = new LinkedList<>(faults);
    for (long seed = first; seed < first + count; seed++) {
      Configuration configuration = settings.of(seed);
      Strength strength = new Strength(Rng.of(seed).split("strength").nextDouble());
      Optional<Fault> next =
          turns.stream().filter(fault -> fault.fits().test(configuration)).findFirst();
      next.ifPresent(
          fault -> {
            turns.remove(fault);
            turns.add(fault);
          });
      pairs.add(
          new Pair(
              Trial.healthy(configuration),
              next.map(fault -> new Trial(configuration, fault, strength))));
    }
    return pairs;
  }
}
