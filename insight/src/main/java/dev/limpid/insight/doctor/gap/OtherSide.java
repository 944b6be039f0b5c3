package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Validation that asks about something else than training teaches: images of another kind, or
 * prepared in another way, or with labels of others. What validation loses above training then
 * comes of that, and what of it is overfitting can't be told. Classes that training has no image of
 * are such a thing where they are most of validation's mistakes.
 */
final class OtherSide {
  private static final Set<String> NAMES =
      Set.of(
          Names.PREPROCESSING_DIFFERS,
          Names.COVARIATE_SHIFT,
          Names.ORDERED_SPLIT,
          Names.LABELS_MISALIGNED);

  /** Of validation's mistakes, where classes that were not shown are most of them. */
  private static final double MOST = 0.5;

  private OtherSide() {}

  /** The same, or that classes without training images make most of the mistakes. */
  static Optional<Finding> among(List<Finding> found, RunRecord run) {
    return among(found)
        .or(
            () ->
                found.stream()
                    .filter(finding -> finding.name().equals(Names.LABEL_SHIFT))
                    .filter(finding -> ofUnknown(run) > MOST)
                    .findFirst());
  }

  /** Of validation's mistakes, the share of classes without training images. */
  private static double ofUnknown(RunRecord run) {
    if (run.validation() == null) {
      return 0;
    }
    int[][] confusion = run.validation().confusion();
    double all = 0;
    double unknown = 0;
    for (int actual = 0; actual < confusion.length; actual++) {
      int mistakes = Arrays.stream(confusion[actual]).sum() - confusion[actual][actual];
      all += mistakes;
      unknown += run.data().training()[actual] == 0 ? mistakes : 0;
    }
    return all == 0 ? 0 : unknown / all;
  }

  /** Of what was found, the first of that kind that is a warning or worse. */
  static Optional<Finding> among(List<Finding> found) {
    return found.stream()
        .filter(finding -> NAMES.contains(finding.name()))
        .filter(finding -> finding.severity().compareTo(Severity.NOTE) < 0)
        .findFirst();
  }
}
