package dev.limpid.insight.doctor.finding;

import java.util.List;
import java.util.Objects;

/**
 * Something that was found out about a run.
 *
 * @param name by which it can be asked for, such as {@code batchnorm-lag}
 * @param severity how bad it is
 * @param title in a few words
 * @param text in plain words: what it is and what it does
 * @param explained share of the gap between the curves that it explains, over all epochs, 0 to 1;
 *     NaN where the gap can't tell
 * @param evidence the numbers behind it
 * @param otherwise what the numbers would look like if it were not so; null to leave it out
 * @param changes what to change
 * @param source of the rule in the literature; null for none
 * @param consequences names of findings that this one brings about: where both are found, this one
 *     stands first
 */
public record Finding(
    String name,
    Severity severity,
    String title,
    String text,
    double explained,
    List<Evidence> evidence,
    String otherwise,
    List<Change> changes,
    String source,
    List<String> consequences) {
  /** Copies the lists. */
  public Finding {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(severity, "severity");
    evidence = List.copyOf(evidence);
    changes = List.copyOf(changes);
    consequences = List.copyOf(consequences);
  }

  /** A finding that brings about no other. */
  public Finding(
      String name,
      Severity severity,
      String title,
      String text,
      double explained,
      List<Evidence> evidence,
      String otherwise,
      List<Change> changes,
      String source) {
    this(name, severity, title, text, explained, evidence, otherwise, changes, source, List.of());
  }

  /** This finding, which brings about others. */
  public Finding withConsequences(String... names) {
    return new Finding(
        name,
        severity,
        title,
        text,
        explained,
        evidence,
        otherwise,
        changes,
        source,
        List.of(names));
  }
}
