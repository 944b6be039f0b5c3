package dev.limpid.bench.faults.score;

import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Set;

/** Limpid's doctor. */
public final class DoctorJudge implements Judge {
  private final Doctor doctor = new Doctor();

  /** The doctor as he is. */
  public DoctorJudge() {}

  @Override
  public String name() {
    return "Limpid's doctor";
  }

  @Override
  public List<Opinion> examine(RunRecord run) {
    return doctor.diagnose(run).stream()
        .filter(finding -> finding.severity() != Severity.FINE)
        .filter(finding -> !finding.name().equals("not-enough-evidence"))
        .map(
            finding ->
                new Opinion(
                    finding.name(),
                    Set.of(finding.name()),
                    finding.severity().compareTo(Severity.NOTE) < 0))
        .toList();
  }
}
