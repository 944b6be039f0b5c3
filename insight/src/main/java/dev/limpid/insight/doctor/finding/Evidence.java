package dev.limpid.insight.doctor.finding;

import java.util.Objects;

/**
 * A number behind a finding.
 *
 * @param name what it is
 * @param value as it is to be shown
 * @param section the section of the report that shows it: {@code curves}, {@code gap}, {@code
 *     drift}, {@code health}, {@code confusion}, {@code images}, {@code run}; null for none
 */
public record Evidence(String name, String value, String section) {
  /** Checks that there is something to show. */
  public Evidence {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
  }
}
