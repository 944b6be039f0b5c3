package dev.limpid.insight.doctor;

import dev.limpid.insight.doctor.data.DataCauses;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.gap.GapCauses;
import dev.limpid.insight.doctor.network.NetworkCauses;
import dev.limpid.insight.doctor.optimisation.OptimisationCauses;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names what is wrong with a training, the most important first.
 *
 * <pre>{@code
 * List<Finding> findings = new Doctor().diagnose(Runs.read(folder));
 * }</pre>
 *
 * <p>That nothing is wrong is a finding, and so is that there isn't enough to tell by.
 */
public final class Doctor {
  private final List<Cause> causes;

  /** A doctor who knows all causes. */
  public Doctor() {
    this(
        Stream.of(DataCauses.all(), NetworkCauses.all(), OptimisationCauses.all(), GapCauses.all())
            .flatMap(List::stream)
            .toList());
  }

  /** A doctor who knows these causes, your own among them; the most direct first. */
  public Doctor(List<Cause> causes) {
    this.causes = List.copyOf(causes);
  }

  /**
   * Examines a run, finished or not.
   *
   * @return at least one finding, in the order of {@link Ranking}
   */
  public List<Finding> diagnose(RunRecord run) {
    List<Finding> findings =
        Ranking.of(causes.stream().flatMap(cause -> cause.examine(run).stream()).toList());
    boolean wrong = findings.stream().anyMatch(f -> f.severity().compareTo(Severity.NOTE) < 0);
    if (run.gaps().isEmpty()) {
      findings.add(notEnough(run));
    } else if (!wrong) {
      findings.add(0, allWell(run));
    }
    return List.copyOf(findings);
  }

  private static Finding notEnough(RunRecord run) {
    String missing =
        run.epochs().isEmpty()
            ? "No epoch is done yet."
            : "The gap between training and validation was not taken apart, and so its causes can't"
                + " be told from each other.";
    return new Finding(
        "not-enough-evidence",
        Severity.NOTE,
        "Not enough to tell by",
        missing,
        Double.NaN,
        List.of(new Evidence("epochs done", "" + run.epochs().size(), "curves")),
        null,
        run.epochs().isEmpty()
            ? List.of()
            : List.of(new Change("--gap-share", "0.08", "measure the gap, with a validation set")),
        null);
  }

  private static Finding allWell(RunRecord run) {
    return new Finding(
        "nothing-wrong",
        Severity.FINE,
        "Nothing is wrong",
        "No cause that is looked for costs the training anything. What is said besides is good to"
            + " know.",
        Double.NaN,
        List.of(new Evidence("epochs looked at", "" + run.gaps().size(), "gap")),
        null,
        List.of(),
        null);
  }
}
