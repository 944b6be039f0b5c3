package dev.limpid.insight.doctor.finding;

/** The severity of a finding; the worst first. */
public enum Severity {
  /** It is in the way of the training. */
  PROBLEM,
  /** It costs something, or makes the curves say what is not so. */
  WARNING,
  /** Good to know. */
  NOTE,
  /** All is well. */
  FINE
}
