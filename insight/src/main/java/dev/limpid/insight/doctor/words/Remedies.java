package dev.limpid.insight.doctor.words;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Setting;
import java.util.List;

/** Changes that are worth a try against more than one finding. */
public final class Remedies {
  /** Against averages that are not those of the network's last weights. */
  public static final List<Change> FOR_STATISTICS =
      List.of(
          new Change(Setting.RECALIBRATE, null, "statistics of the whole training set"),
          new Change(Setting.BATCHNORM_MOMENTUM, 0.9, "averages that remember ten steps"),
          new Change(Setting.BATCHNORM_AVERAGE, "debiased", "averages without their first values"));

  /** Against learning images by heart. */
  public static final List<Change> FOR_GENERALISATION =
      List.of(
          new Change(Setting.EARLY_STOPPING, 3, "go back to the best epoch"),
          new Change(Setting.AUGMENT, null, "images that are never quite the same"),
          new Change(Setting.DROPOUT, 0.3, "features that don't rely on each other"),
          new Change(Setting.WEIGHT_DECAY, 0.001, "smaller weights"));

  /** Against steps of a wrong length. */
  public static final List<Change> FOR_STEPS =
      List.of(
          new Change(Setting.LEARNING_RATE, null, "what a range test suggests"),
          new Change(Setting.SCHEDULE, "cosine", "large steps at first, small ones at the end"));

  private Remedies() {}
}
