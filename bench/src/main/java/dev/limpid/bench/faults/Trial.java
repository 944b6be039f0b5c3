package dev.limpid.bench.faults;

import java.nio.file.Path;
import java.util.Locale;

/**
 * One training of the benchmark.
 *
 * @param configuration the healthy one
 * @param fault that is planted into it; null for none
 * @param severity of the fault; null for none
 * @param number of the seed, from 1
 */
record Trial(Configuration configuration, Fault fault, FaultSeverity severity, int number) {

  static Trial healthy(Configuration configuration, int number) {
    return new Trial(configuration, null, null, number);
  }

  /** The same without the fault. */
  Trial twin() {
    return healthy(configuration, number);
  }

  boolean isHealthy() {
    return fault == null;
  }

  long seed() {
    return configuration.half().seed(number);
  }

  TrialOutcome run() {
    TrialTraining training = configuration.create(seed());
    if (fault != null) {
      fault.plant().into(training, severity == FaultSeverity.SEVERE);
    }
    return training.run();
  }

  /** Where the outcome is kept below a folder. */
  Path in(Path folder) {
    String name = isHealthy() ? "healthy" : fault.name() + "-" + severity;
    return folder
        .resolve(slug(configuration.half().name()))
        .resolve(slug(name))
        .resolve(slug(configuration.name()))
        .resolve(String.valueOf(number));
  }

  private static String slug(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  @Override
  public String toString() {
    return (isHealthy() ? "healthy" : fault + " (" + slug(severity.name()) + ")")
        + " in "
        + configuration
        + ", seed "
        + number;
  }
}
