package dev.limpid.insight.doctor.finding;

import java.util.Locale;
import java.util.Objects;

/**
 * A number behind a finding.
 *
 * @param name what it is
 * @param value as it is to be shown
 * @param section of the report that shows it; null for none
 */
public record Evidence(String name, String value, Section section) {
  /** A section of the report. */
  public enum Section {
    /** Losses and accuracies of the epochs. */
    CURVES,
    /** The gap, taken apart. */
    GAP,
    /** How far BatchNorm's averages are from the population. */
    DRIFT,
    /** Signals of health. */
    HEALTH,
    /** What was taken for what in the last validation. */
    CONFUSION,
    /** The images, as they were checked. */
    IMAGES,
    /** Settings, network and machine. */
    RUN;

    /** The section's anchor in the page. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks that there is something to show. */
  public Evidence {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }
}
