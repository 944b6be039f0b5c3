package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Severity;
import java.util.List;

/**
 * One sign that labels are wrong.
 *
 * @param severity how bad the finding is that rests on it alone
 * @param ofTrainingAlone whether labels of validation are right for all it says
 * @param text what it says, in sentences
 * @param evidence the numbers behind it
 * @param consequences names of findings that these wrong labels bring about, beside those that any
 *     wrong labels do
 */
record Sign(
    Severity severity,
    boolean ofTrainingAlone,
    String text,
    List<Evidence> evidence,
    List<String> consequences) {
  /** A sign that says nothing of which side, with these consequences. */
  static Sign of(Severity severity, String text, List<Evidence> evidence, String... consequences) {
    return new Sign(severity, false, text, evidence, List.of(consequences));
  }

  /** A sign of training alone. */
  static Sign ofTraining(Severity severity, String text, List<Evidence> evidence) {
    return new Sign(severity, true, text, evidence, List.of());
  }
}
