package dev.limpid.bench.faults;

import dev.limpid.bench.faults.score.Welch;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Whether a fault of a severity does harm: its figure against that of the healthy twins, of all
 * their seeds.
 */
final class HarmComparison {
  /** A fault as it was planted. */
  record Planted(Half half, Fault fault, FaultSeverity severity) {
    static Planted of(Trial trial) {
      return new Planted(trial.configuration().half(), trial.fault(), trial.severity());
    }
  }

  /**
   * What the comparison says.
   *
   * @param faulty mean of the figure with the fault
   * @param healthy mean without
   * @param visible whether more than half of the trainings with it show it in their curves
   * @param test empty with fewer than three seeds
   */
  record Result(double faulty, double healthy, boolean visible, Optional<Welch> test) {
    /** Whether it does harm; with too few seeds to tell it is taken to. */
    boolean harmful() {
      return test.map(welch -> welch.above() && visible).orElse(true);
    }
  }

  private HarmComparison() {}

  /** Tests each fault of each severity. */
  static Map<Planted, Result> of(Map<Trial, TrialOutcome> outcomes) {
    Map<Planted, Result> results = new LinkedHashMap<>();
    outcomes.keySet().stream()
        .filter(trial -> !trial.isHealthy())
        .map(Planted::of)
        .distinct()
        .forEach(planted -> results.put(planted, compare(planted, outcomes)));
    return results;
  }

  private static Result compare(Planted planted, Map<Trial, TrialOutcome> outcomes) {
    List<Trial> trials =
        outcomes.keySet().stream()
            .filter(trial -> !trial.isHealthy() && Planted.of(trial).equals(planted))
            .toList();
    Configuration configuration = trials.get(0).configuration();
    Harm harm = planted.fault().harm();
    List<TrialOutcome> faulty = trials.stream().map(outcomes::get).toList();
    List<TrialOutcome> healthy =
        outcomes.keySet().stream()
            .filter(t -> t.isHealthy() && t.configuration().name().equals(configuration.name()))
            .map(outcomes::get)
            .toList();
    return new Result(
        mean(figures(faulty, harm::of)),
        mean(figures(healthy, harm::of)),
        2 * faulty.stream().filter(harm::isVisible).count() > faulty.size(),
        trials.size() < 3 || healthy.size() < 3
            ? Optional.empty()
            : Optional.of(
                Welch.of(figures(faulty, harm::compared), figures(healthy, harm::compared))));
  }

  private static double[] figures(
      List<TrialOutcome> outcomes, ToDoubleFunction<TrialOutcome> figure) {
    return outcomes.stream().mapToDouble(figure).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
