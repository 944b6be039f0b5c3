package dev.limpid.train.report;

import java.util.List;

/**
 * Something that was found out about a run, as it stands at the top of the report.
 *
 * @param severity how bad it is
 * @param title in a few words
 * @param text in plain words, what it is and how much it explains
 * @param evidence the numbers behind it
 * @param otherwise what the numbers would look like if it were not so; null to leave it out
 * @param advice what to change; null to leave it out
 * @param source of the rule in the literature; null to leave it out
 */
public record Finding(
    Severity severity,
    String title,
    String text,
    List<Evidence> evidence,
    String otherwise,
    String advice,
    String source) {
  /** How bad something is. */
  public enum Severity {
    /** It is in the way of the training. */
    PROBLEM,
    /** It costs something, or will. */
    WARNING,
    /** Good to know. */
    NOTE,
    /** All is well. */
    FINE
  }

  /**
   * A number behind a finding.
   *
   * @param name what it is
   * @param value as it is to be shown
   * @param section the section of the report that shows it: {@code curves}, {@code gap}, {@code
   *     drift}, {@code health}, {@code confusion}, {@code images}, {@code run}; null for none
   */
  public record Evidence(String name, String value, String section) {}

  /** Copies the list. */
  public Finding {
    evidence = List.copyOf(evidence);
  }
}
