package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.Repeats;
import dev.limpid.insight.check.SideChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.List;
import java.util.Optional;

/**
 * A set has the same images again and again, to the bit or nearly. Where a tenth of the training
 * images are others once more, a warning, where half of them are, a problem; a note where
 * validation loses hardly more ({@link Harm}), or where rare classes are repeated so that all are
 * as frequent. Where half of the validation images are, its figures are those of few images,
 * whatever training does: a problem, and a warning from a fifth on.
 */
final class RepeatedImages implements Cause {
  private static final double SOME = 0.1;
  private static final double SOME_OF_VALIDATION = 0.2;
  private static final double HALF = 0.5;
  private static final int FEW = 5;

  /** Classes that are as frequent as this are meant to be alike. */
  private static final double ALIKE = 1.25;

  private static final double UNLIKE = 2;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null) {
      return Optional.empty();
    }
    Optional<Severity> training = ofTraining(run);
    Optional<Severity> validation = ofValidation(run.checks().validation());
    if (training.isEmpty() && validation.isEmpty()) {
      return Optional.empty();
    }
    boolean both = training.isPresent() && validation.isPresent();
    Severity worse =
        !both
            ? training.or(() -> validation).orElseThrow()
            : training.get().compareTo(validation.get()) < 0 ? training.get() : validation.get();
    StringBuilder text = new StringBuilder();
    training.ifPresent(
        s ->
            text.append(sentence("training", run.checks().training()))
                .append("what is learnt is learnt of these, by heart."));
    validation.ifPresent(
        s ->
            text.append(both ? " " : "")
                .append(sentence("validation", run.checks().validation()))
                .append("its loss and accuracy say no more than so few images do."));
    Finding found =
        Finding.of(
            Names.REPEATED_IMAGES,
            worse,
            both
                ? "Both sets have the same images again and again"
                : "The "
                    + (training.isPresent() ? "training" : "validation")
                    + " set has the same images again and again",
            text.toString());
    if (training.isPresent()) {
      found = describe(found, "training", run.checks().training());
    }
    if (validation.isPresent()) {
      found = describe(found, "validation", run.checks().validation());
    }
    return Optional.of(
        found
            .withChange(
                Change.inCode(
                    "Dataset.read", "each image once; another index must read another image"))
            .withOtherwise("Next to no image would be an earlier one.")
            .withSource("Barz and Denzler, Do We Train on Test Data?, 2020, arXiv:1902.00423")
            .withConsequences(
                Names.PREPROCESSING_DIFFERS,
                Names.COVARIATE_SHIFT,
                Names.LABEL_SHIFT,
                Names.LABELS_MISALIGNED,
                Names.TOO_FEW_SAMPLES,
                Names.OVERFITTING,
                Names.NOISY_LABELS,
                Names.SMALL_VALIDATION_SET));
  }

  private static Optional<Severity> ofTraining(RunRecord run) {
    SideChecks side = run.checks().training();
    double share = 1 - side.distinctShare();
    if (share < SOME || share * side.examined() < FEW) {
      return Optional.empty();
    }
    if (Harm.isLittle(run) || evensClasses(run, side)) {
      return Optional.of(Severity.NOTE);
    }
    return Optional.of(share > HALF ? Severity.PROBLEM : Severity.WARNING);
  }

  private static Optional<Severity> ofValidation(SideChecks side) {
    double share = side == null ? 0 : 1 - side.distinctShare();
    if (share < SOME_OF_VALIDATION || share * side.examined() < FEW) {
      return Optional.empty();
    }
    return Optional.of(share > HALF ? Severity.PROBLEM : Severity.WARNING);
  }

  /** Whether images of rare classes are repeated, and all classes are as frequent by that. */
  private static boolean evensClasses(RunRecord run, SideChecks side) {
    if (side.repeats() == null || run.otherLoss().isPresent()) {
      return false;
    }
    List<Integer> distinct = side.repeats().distinct().stream().filter(n -> n > 0).toList();
    int most = distinct.stream().mapToInt(n -> n).max().orElse(0);
    int least = distinct.stream().mapToInt(n -> n).min().orElse(0);
    int mostOfAll = 0;
    int leastOfAll = Integer.MAX_VALUE;
    for (int count : run.data().training()) {
      mostOfAll = Math.max(mostOfAll, count);
      leastOfAll = count > 0 ? Math.min(leastOfAll, count) : leastOfAll;
    }
    return most > UNLIKE * least && mostOfAll <= ALIKE * leastOfAll;
  }

  private static String sentence(String which, SideChecks side) {
    int distinct = (int) Math.round(side.distinctShare() * side.examined());
    return "Of "
        + side.examined()
        + " "
        + which
        + " images "
        + (side.examined() < side.images() ? "that were looked at " : "")
        + (distinct == 1 ? "all are one" : "only " + distinct + " are different")
        + ": ";
  }

  private static Finding describe(Finding found, String which, SideChecks side) {
    Repeats repeats = side.repeats();
    String of = which + " images ";
    Finding described =
        found.withEvidence(
            of + "that are an earlier one to the bit",
            side.flaws().copies() + " of " + side.examined(),
            Section.IMAGES);
    if (repeats == null) {
      return described;
    }
    described =
        described
            .withEvidence(of + "that nearly are", repeats.near(), Section.IMAGES)
            .withEvidence("as often as one of them is there", repeats.most(), Section.IMAGES);
    return repeats.examples().isEmpty()
        ? described
        : described.withEvidence(
            "for example", String.join("; ", repeats.examples()), Section.IMAGES);
  }
}
