package dev.limpid.bench.faults;

import dev.limpid.core.Rng;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

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
      Strength strength = strength(seed);
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

  /**
   * The trainings that a folder holds, whatever turn their faults had when they were run: each seed
   * whose healthy training is there, with the first of the faults that are.
   */
  static List<Pair> kept(
      Settings settings, Collection<Fault> faults, long first, int count, Path folder) {
    return LongStream.range(first, first + count)
        .filter(seed -> Files.isDirectory(Trial.folder(folder, seed, null)))
        .mapToObj(settings::of)
        .map(configuration -> kept(configuration, faults, folder))
        .filter(pair -> TrialOutcome.isIn(pair.healthy().in(folder)))
        .toList();
  }

  private static Pair kept(Configuration configuration, Collection<Fault> faults, Path folder) {
    Strength strength = strength(configuration.seed());
    return new Pair(
        Trial.healthy(configuration),
        faults.stream()
            .map(fault -> new Trial(configuration, fault, strength))
            .filter(trial -> TrialOutcome.isIn(trial.in(folder)))
            .findFirst());
  }

  private static Strength strength(long seed) {
    return new Strength(Rng.of(seed).split("strength").nextDouble());
  }
}
