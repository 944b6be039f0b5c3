package dev.limpid.train.doctor.optimisation;

import dev.limpid.train.doctor.finding.Cause;
import dev.limpid.train.doctor.finding.Change;
import dev.limpid.train.doctor.finding.Evidence;
import dev.limpid.train.doctor.finding.Finding;
import dev.limpid.train.doctor.finding.Severity;
import dev.limpid.train.run.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Training ended because the loss was no longer a number, or infinite. */
final class Diverged implements Cause {
  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.state() != RunRecord.State.FAILED
        || run.problem() == null
        || !run.problem().startsWith("the loss became")) {
      return Optional.empty();
    }
    Object rate = run.settings().get("learning-rate");
    String lower =
        rate instanceof Number number
            ? String.format(Locale.ROOT, "%.2g", number.doubleValue() / 10)
            : "a tenth";
    return Optional.of(
        new Finding(
            "diverged",
            Severity.PROBLEM,
            "The loss is no longer a number",
            run.problem(),
            Double.NaN,
            List.of(new Evidence("epochs before it happened", "" + run.epochs().size(), "curves")),
            "All losses would be finite.",
            List.of(new Change("--learning-rate", lower, "smaller steps")),
            "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 8.2"));
  }
}
