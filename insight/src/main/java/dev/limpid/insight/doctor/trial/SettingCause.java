package dev.limpid.insight.doctor.trial;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import java.util.Optional;

/**
 * A cause that lies in a setting: with another one, the loss must come out lower after the same
 * steps. What its trials say of a suspicion is the finding.
 */
public interface SettingCause extends Cause {
  /** The change that was, or would have been, tried. */
  Trial trial();

  /** What the run shows, whatever trials say. */
  Optional<Suspicion> suspect(RunRecord run);

  @Override
  default Optional<Finding> examine(RunRecord run) {
    return suspect(run).flatMap(suspicion -> Trials.judge(suspicion, trial(), run));
  }
}
