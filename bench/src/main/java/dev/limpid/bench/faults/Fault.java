package dev.limpid.bench.faults;

import java.util.List;
import java.util.function.Predicate;

/**
 * Something that goes wrong, planted into a healthy training.
 *
 * @param name by which it is told from the others
 * @param expected the findings that name it, the most fitting first
 * @param harm by what it does harm
 * @param fits the healthy trainings into which it can be planted
 * @param plant plants it
 */
record Fault(
    String name, List<String> expected, Harm harm, Predicate<Configuration> fits, Plant plant) {

  /** Changes a training so that it has the fault. */
  @FunctionalInterface
  interface Plant {
    void into(TrialTraining training, Strength strength);
  }

  /** A fault that one finding names. */
  static Fault of(
      String name, String expected, Harm harm, Predicate<Configuration> fits, Plant plant) {
    return new Fault(name, List.of(expected), harm, fits, plant);
  }

  @Override
  public String toString() {
    return name;
  }
}
