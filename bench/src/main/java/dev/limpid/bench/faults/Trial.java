package dev.limpid.bench.faults;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * One training of the benchmark.
 *
 * @param configuration the healthy one
 * @param fault that is planted into it; null for none
 * @param strength of the fault; null for none
 */
record Trial(Configuration configuration, Fault fault, Strength strength) {

  static Trial healthy(Configuration configuration) {
    return new Trial(configuration, null, null);
  }

  /** The same without the fault. */
  Trial twin() {
    return healthy(configuration);
  }

  boolean isHealthy() {
    return fault == null;
  }

  long seed() {
    return configuration.seed();
  }

  TrialOutcome run() {
    return run(training -> {});
  }

  /** Runs it with a change. */
  TrialOutcome run(Consumer<TrialTraining> change) {
    TrialTraining training = configuration.create();
    if (fault != null) {
      fault.plant().into(training, strength);
    }
    change.accept(training);
    return training.run();
  }

  /** Where the outcome is kept below a folder. */
  Path in(Path folder) {
    return folder(folder, seed(), fault);
  }

  /** Where that of a seed is kept with a fault; null for none. */
  static Path folder(Path folder, long seed, Fault fault) {
    String name =
        fault == null ? "healthy" : fault.name().toLowerCase(Locale.ROOT).replaceAll("\\W+", "-");
    return folder.resolve(String.format(Locale.ROOT, "%05d-%s", seed, name));
  }

  @Override
  public String toString() {
    return "seed "
        + seed()
        + (isHealthy() ? ", healthy" : ", " + fault + " of strength " + strength)
        + ": "
        + configuration;
  }
}
