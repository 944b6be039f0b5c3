package dev.limpid.insight.doctor.finding;

import dev.limpid.insight.doctor.finding.Evidence.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Something that was found out about a run.
 *
 * <pre>{@code
 * Finding.of("too-dark", Severity.WARNING, "Images are dark", "Their mean is below 0.1.")
 *     .withEvidence("mean of all values", 0.07, Section.IMAGES)
 *     .withChange(Change.inCode("Dataset.read", "divide by the largest value"));
 * }</pre>
 *
 * @param name by which it can be asked for, such as {@code batchnorm-lag}
 * @param severity how bad it is
 * @param title in a few words
 * @param text in plain words: what it is and what it does
 * @param explained share of the gap between the curves that it explains, over all epochs, 0 to 1;
 *     NaN where the gap can't tell
 * @param evidence the numbers behind it
 * @param otherwise what the numbers would look like if it were not so; null to leave it out
 * @param changes what to change, the best first
 * @param alternatives further changes that are worth a try
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
    List<Change> alternatives,
    String source,
    List<String> consequences) {
  /** Copies the lists. */
  public Finding {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(text, "text");
    evidence = List.copyOf(evidence);
    changes = List.copyOf(changes);
    alternatives = List.copyOf(alternatives);
    consequences = List.copyOf(consequences);
  }

  /** Creates a finding without evidence and advice, to which the other methods add. */
  public static Finding of(String name, Severity severity, String title, String text) {
    return new Finding(
        name,
        severity,
        title,
        text,
        Double.NaN,
        List.of(),
        null,
        List.of(),
        List.of(),
        null,
        List.of());
  }

  /** This finding, as bad as this. */
  public Finding withSeverity(Severity newSeverity) {
    return new Finding(
        name,
        newSeverity,
        title,
        text,
        explained,
        evidence,
        otherwise,
        changes,
        alternatives,
        source,
        consequences);
  }

  /** This finding, which explains a share of the gap. */
  public Finding withExplained(double share) {
    return copy(share, evidence, otherwise, changes, alternatives, source, consequences);
  }

  /**
   * This finding with further evidence. What has the name of evidence that is there already stands
   * beside it, {@code one; other}.
   */
  public Finding withEvidence(List<Evidence> more) {
    List<Evidence> all = new ArrayList<>(evidence);
    more.forEach(one -> add(all, one));
    return copy(explained, all, otherwise, changes, alternatives, source, consequences);
  }

  private static void add(List<Evidence> all, Evidence one) {
    for (int i = 0; i < all.size(); i++) {
      Evidence there = all.get(i);
      if (there.name().equals(one.name()) && there.section() == one.section()) {
        all.set(i, new Evidence(one.name(), there.value() + "; " + one.value(), one.section()));
        return;
      }
    }
    all.add(one);
  }

  /** This finding with further evidence. */
  public Finding withEvidence(Evidence more) {
    return withEvidence(List.of(more));
  }

  /** This finding with further evidence. */
  public Finding withEvidence(String what, String value, Section section) {
    return withEvidence(List.of(new Evidence(what, value, section)));
  }

  /** This finding with a number, of three digits or as a whole one, as further evidence. */
  public Finding withEvidence(String what, double value, Section section) {
    boolean large = Math.abs(value) >= 1000 && Math.abs(value) < 1e7;
    return withEvidence(what, String.format(Locale.ROOT, large ? "%,.0f" : "%.3g", value), section);
  }

  /** This finding with a count as further evidence. */
  public Finding withEvidence(String what, int value, Section section) {
    return withEvidence(what, String.valueOf(value), section);
  }

  /** This finding, and what the numbers would look like if it were not so. */
  public Finding withOtherwise(String what) {
    return copy(explained, evidence, what, changes, alternatives, source, consequences);
  }

  /** This finding with further changes that it proposes. */
  public Finding withChange(List<Change> more) {
    return copy(
        explained, evidence, otherwise, and(changes, more), alternatives, source, consequences);
  }

  /** This finding with a further change that it proposes. */
  public Finding withChange(Change more) {
    return withChange(List.of(more));
  }

  /** This finding with a further change that it proposes; see {@link Change}. */
  public Finding withChange(Setting setting, Object value, String why) {
    return withChange(List.of(new Change(setting, value, why)));
  }

  /** This finding with further changes that are worth a try after those that it proposes. */
  public Finding withAlternative(List<Change> more) {
    return copy(
        explained, evidence, otherwise, changes, and(alternatives, more), source, consequences);
  }

  /** This finding with a further change that is worth a try; see {@link Change}. */
  public Finding withAlternative(Setting setting, Object value, String why) {
    return withAlternative(List.of(new Change(setting, value, why)));
  }

  /** This finding with these changes and alternatives in place of its own. */
  public Finding with(List<Change> newChanges, List<Change> newAlternatives) {
    return copy(explained, evidence, otherwise, newChanges, newAlternatives, source, consequences);
  }

  /** This finding, which proposes nothing: what it would change is worth a try. */
  public Finding proposingNothing() {
    return with(List.of(), and(changes, alternatives).stream().distinct().toList());
  }

  /** This finding as a note, which proposes nothing. */
  public Finding asNote() {
    return withSeverity(Severity.NOTE).proposingNothing();
  }

  /** This finding, by a rule from the literature. */
  public Finding withSource(String where) {
    return copy(explained, evidence, otherwise, changes, alternatives, where, consequences);
  }

  /** This finding, which brings about others. */
  public Finding withConsequences(String... names) {
    return copy(explained, evidence, otherwise, changes, alternatives, source, List.of(names));
  }

  private Finding copy(
      double newExplained,
      List<Evidence> newEvidence,
      String newOtherwise,
      List<Change> newChanges,
      List<Change> newAlternatives,
      String newSource,
      List<String> newConsequences) {
    return new Finding(
        name,
        severity,
        title,
        text,
        newExplained,
        newEvidence,
        newOtherwise,
        newChanges,
        newAlternatives,
        newSource,
        newConsequences);
  }

  private static <T> List<T> and(List<T> list, List<T> more) {
    return Stream.concat(list.stream(), more.stream()).toList();
  }
}
