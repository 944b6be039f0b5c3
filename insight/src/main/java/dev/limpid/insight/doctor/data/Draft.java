package dev.limpid.insight.doctor.data;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Figures;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A finding that is being written. */
final class Draft {
  private final String name;
  private final Severity severity;
  private final String title;
  private final String text;
  private final List<Evidence> evidence = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();

  Draft(String name, Severity severity, String title, String text) {
    this.name = name;
    this.severity = severity;
    this.title = title;
    this.text = text;
  }

  Draft evidence(String what, String value, String section) {
    evidence.add(new Evidence(what, value, section));
    return this;
  }

  Draft evidence(String what, double value, String section) {
    return evidence(what, Figures.number(value), section);
  }

  Draft evidence(String what, int value, String section) {
    return evidence(what, String.valueOf(value), section);
  }

  Draft change(String option, String value, String why) {
    changes.add(new Change(option, value, why));
    return this;
  }

  /**
   * Ends it.
   *
   * @param otherwise what it would look like if it were not so
   * @param source in the literature; null for none
   * @param consequences names of the findings that it brings about
   */
  Optional<Finding> otherwise(String otherwise, String source, String... consequences) {
    return Optional.of(
        new Finding(
            name,
            severity,
            title,
            text,
            Double.NaN,
            evidence,
            otherwise,
            changes,
            source,
            List.of(consequences)));
  }
}
