package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.data.DataCauses;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * Validation that asks about something else than training teaches: images of another kind, or
 * prepared in another way, or with labels of others. What validation loses above training then
 * comes of that, and what of it is overfitting can't be told.
 */
final class OtherSide {
  private static final List<String> NAMES =
      List.of(
          Names.PREPROCESSING_DIFFERS,
          Names.COVARIATE_SHIFT,
          Names.ORDERED_SPLIT,
          Names.LABELS_MISALIGNED);

  /** Of these, those that presuppose classes. */
  private static final List<String> OF_CLASSES =
      List.of(Names.ORDERED_SPLIT, Names.LABELS_MISALIGNED);

  private OtherSide() {}

  /** What was found of that kind, a warning or worse. */
  static Optional<Finding> of(RunRecord run) {
    boolean classes = run.otherLoss().isEmpty();
    return NAMES.stream()
        .filter(name -> classes || !OF_CLASSES.contains(name))
        .flatMap(name -> DataCauses.all().get(name).examine(run).stream())
        .filter(finding -> finding.severity().compareTo(Severity.NOTE) < 0)
        .findFirst();
  }
}
