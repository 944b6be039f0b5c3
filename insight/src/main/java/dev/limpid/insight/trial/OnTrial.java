package dev.limpid.insight.trial;

import java.util.Objects;

/**
 * What a trial means for a finding that blames a setting: with the setting changed, the loss must
 * come out lower after the same steps. Where it does, the finding stands, with the trial's figures.
 *
 * @param trial the change that was, or would have been, tried
 * @param stands when the finding stands without that
 */
public record OnTrial(Trial trial, Stands stands) {
  /** When a finding stands that no trial supports; it is a note at most where it does not. */
  public enum Stands {
    /** Always: what was measured decides, and such a trial can say nothing against it. */
    ALWAYS,
    /** Unless all trials contradict it, which drop it. */
    UNLESS_CONTRADICTED,
    /** Where a trial is a sign of it, or nothing could be tried. */
    UNLESS_TRIED,
    /**
     * Where a trial is a sign of it, be it not for sure; where all contradict it, it is dropped.
     */
    WITH_A_SIGN
  }

  /** Checks that there is something to try. */
  public OnTrial {
    Objects.requireNonNull(trial, "trial");
    Objects.requireNonNull(stands, "stands");
  }
}
