package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The order of findings.
 *
 * <ol>
 *   <li>What brings about another finding stands before it, if it is a warning or worse.
 *   <li>The worse {@linkplain Severity severity} first.
 *   <li>Then the greater share of the gap that is explained; a finding that the gap can't weigh
 *       counts as one that explains half of it.
 *   <li>Then the order in which the causes were asked: those that measure the fault itself (data,
 *       gradients) come before those that conclude from symptoms.
 * </ol>
 */
final class Ranking {
  private static final double UNKNOWN = 0.5;

  private static final Comparator<Finding> BY_WEIGHT =
      Comparator.comparing(Finding::severity)
          .thenComparing(f -> Double.isNaN(f.explained()) ? -UNKNOWN : -f.explained());

  /** A learning rate can't be both. */
  private static final Set<String> RATES =
      Set.of(Names.LEARNING_RATE_TOO_HIGH, Names.LEARNING_RATE_TOO_LOW);

  private Ranking() {}

  /** The findings in order; a new list. */
  static List<Finding> of(List<Finding> findings) {
    List<Finding> byWeight = new ArrayList<>(findings);
    byWeight.sort(BY_WEIGHT);
    List<Finding> ranked = new ArrayList<>();
    Set<Finding> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    byWeight.forEach(finding -> place(finding, byWeight, ranked, seen));
    return ranked;
  }

  /** Of findings in order, of those that rule each other out the first; a new list. */
  static List<Finding> withoutContradictions(List<Finding> ranked) {
    String rate = ranked.stream().map(Finding::name).filter(RATES::contains).findFirst().orElse("");
    List<Finding> kept = new ArrayList<>(ranked);
    kept.removeIf(finding -> RATES.contains(finding.name()) && !finding.name().equals(rate));
    return kept;
  }

  /**
   * Puts what brings a finding about before it; of two that bring each other about, the heavier.
   */
  private static void place(
      Finding finding, List<Finding> byWeight, List<Finding> ranked, Set<Finding> seen) {
    if (!seen.add(finding)) {
      return;
    }
    for (Finding other : byWeight) {
      if (other.severity().compareTo(Severity.WARNING) <= 0
          && other.consequences().contains(finding.name())
          && !(finding.consequences().contains(other.name())
              && BY_WEIGHT.compare(finding, other) <= 0)) {
        place(other, byWeight, ranked, seen);
      }
    }
    ranked.add(finding);
  }
}
