package dev.limpid.insight.doctor.words;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.run.RunRecord;

/** Whether validation has images of its own, so that no split can be drawn otherwise. */
public final class OwnValidation {
  private OwnValidation() {}

  /** Whether it has. */
  public static boolean of(RunRecord run) {
    return run.settings().get("validation") != null
        || run.settings().get(RunRecord.VALIDATED_ON) != null;
  }

  /** What makes both sides alike: another split, or other images where nothing was split. */
  public static Change alike(RunRecord run, String why) {
    return of(run)
        ? Change.inCode("validation images from where the training images are from", why)
        : new Change(Setting.SPLIT, "stratified", why);
  }
}
