package dev.limpid.insight.doctor.gap;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.gap.Term;
import java.util.List;

/** The causes that the terms of the gap tell. */
public final class GapCauses {
  private GapCauses() {}

  /** One of each, the most direct first. */
  public static List<Cause> all() {
    return List.of(
        new StatisticsNeverUpdated(),
        new DropoutBeforeBatchNorm(),
        new BatchNormLag(),
        new BatchDependence(),
        new Overfitting(),
        new HarderTraining(Term.DROPOUT),
        new HarderTraining(Term.AUGMENTATION),
        new Averaging(),
        new SmallValidationSet());
  }
}
