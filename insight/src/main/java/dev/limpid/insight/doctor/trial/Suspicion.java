package dev.limpid.insight.doctor.trial;

import dev.limpid.insight.doctor.finding.Finding;
import java.util.Objects;

/**
 * A finding that blames a setting, before the trials of it were asked.
 *
 * @param finding what is found
 * @param stands when it stands that no trial supports; it is a note at most where it does not
 */
public record Suspicion(Finding finding, Stands stands) {
  /** When a finding stands that no trial supports. */
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

  /** Checks that nothing is missing. */
  public Suspicion {
    Objects.requireNonNull(finding, "finding");
    Objects.requireNonNull(stands, "stands");
  }
}
