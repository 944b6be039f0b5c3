package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Validation that asks about something else than training teaches: images of another kind, or
 * prepared in another way, or with labels of others. What validation loses above training then
 * comes of that, and what of it is overfitting can't be told.
 */
final class OtherSide {
  private static final Set<String> NAMES =
      Set.of(
          Names.PREPROCESSING_DIFFERS,
          Names.COVARIATE_SHIFT,
          Names.ORDERED_SPLIT,
          Names.LABELS_MISALIGNED);

  private OtherSide() {}

  /** Of what was found, the first of that kind that is a warning or worse. */
  static Optional<Finding> among(List<Finding> found) {
    return found.stream()
        .filter(finding -> NAMES.contains(finding.name()))
        .filter(finding -> finding.severity().compareTo(Severity.NOTE) < 0)
        .findFirst();
  }
}
