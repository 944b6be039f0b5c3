package dev.limpid.bench.faults.score;

import java.util.List;
import java.util.Optional;

/**
 * What a judge said of a run, beside what is true.
 *
 * @param fault that was planted; null for none
 * @param strength of the fault in words, such as weak; null for none
 * @param expected the findings that name the fault, the most fitting first; empty for none
 * @param harmful whether the fault does harm, and so counts
 * @param opinions what the judge said, the most important first
 */
public record Judged(
    String fault, String strength, List<String> expected, boolean harmful, List<Opinion> opinions) {

  /** Whether nothing was planted. */
  public boolean healthy() {
    return fault == null;
  }

  /** The place of the first opinion that names the fault, from 1; 0 for none. */
  public int rank() {
    for (int i = 0; i < opinions.size(); i++) {
      if (opinions.get(i).names().stream().anyMatch(expected::contains)) {
        return i + 1;
      }
    }
    return 0;
  }

  /** Whether the first opinion names the fault. */
  public boolean first() {
    return rank() == 1;
  }

  /** Whether one of the first three does. */
  public boolean amongThree() {
    return rank() >= 1 && rank() <= 3;
  }

  /** Whether something is said to be wrong. */
  public boolean alarmed() {
    return opinions.stream().anyMatch(Opinion::alarm);
  }

  /**
   * The name that the judge gives to the run, for precision and recall: that of the fault if it is
   * named first, else what is said first; nothing where nothing is said to be wrong with a healthy
   * run.
   */
  public Optional<String> called() {
    if (first()) {
      return Optional.of(expected.get(0));
    }
    return opinions.stream()
        .filter(opinion -> !healthy() || opinion.alarm())
        .findFirst()
        .map(Opinion::text);
  }
}
