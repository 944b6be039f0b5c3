package dev.limpid.train.doctor;

import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

  private Ranking() {}

  /** The findings in order; a new list. */
  static List<Finding> of(List<Finding> findings) {
    List<Finding> left = new ArrayList<>(findings);
    left.sort(BY_WEIGHT);
    List<Finding> ranked = new ArrayList<>();
    while (!left.isEmpty()) {
      // where each is a consequence of another, the weightiest begins
      Finding next =
          left.stream().filter(f -> !isConsequence(f, left)).findFirst().orElse(left.get(0));
      left.remove(next);
      ranked.add(next);
    }
    return ranked;
  }

  private static boolean isConsequence(Finding finding, List<Finding> left) {
    return left.stream()
        .anyMatch(
            other ->
                other != finding
                    && other.severity().compareTo(Severity.WARNING) <= 0
                    && other.consequences().contains(finding.name()));
  }
}
