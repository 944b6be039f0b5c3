package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.AugmentedOnly;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A part of the labels is wrong. Each sign is looked for by itself:
 *
 * <ul>
 *   <li>wrong between classes, of which the first that is there counts: labels of several classes
 *       were overwritten with that of one ({@link Overwritten}); the matrix of label noise has
 *       entries ({@link NoiseMatrix}); classes are taken for each other and for nothing else, or
 *       images of one were moved to another ({@link Muddled});
 *   <li>wrong however sure the network is ({@link SurestImages});
 *   <li>wrong by chance, as a linear classifier shows before the training ({@link MadeUp});
 *   <li>wrong in training alone, so that validation images are easier ({@link EasierValidation}) or
 *       their labels easier to agree with ({@link WrongInTraining}).
 * </ul>
 *
 * <p>What a network is wrong about speaks of no labels where a linear classifier agrees with these
 * ({@link LinearAgreement}), or where it knows them {@linkplain AugmentedOnly only as augmented}.
 */
final class NoisyLabels implements Cause {
  private static final List<String> CONSEQUENCES =
      List.of(
          Names.OVERFITTING,
          Names.SMALL_VALIDATION_SET,
          Names.TOO_FEW_SAMPLES,
          Names.UNDERFITTING,
          Names.GRADIENT_NOISE,
          Names.LOSS_NOT_DECREASING);

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (AugmentedOnly.of(run).isPresent()) {
      return Optional.empty();
    }
    List<Sign> signs =
        Stream.of(
                betweenClasses(run),
                SurestImages.sign(run),
                EasierValidation.sign(run),
                WrongInTraining.sign(run),
                MadeUp.sign(run))
            .flatMap(Optional::stream)
            .toList();
    return signs.isEmpty() ? Optional.empty() : Optional.of(finding(signs));
  }

  private static Optional<Sign> betweenClasses(RunRecord run) {
    return Overwritten.sign(run).or(() -> NoiseMatrix.sign(run)).or(() -> Muddled.sign(run));
  }

  private static Finding finding(List<Sign> signs) {
    return Finding.of(
            Names.NOISY_LABELS,
            signs.stream().map(Sign::severity).min(Comparator.naturalOrder()).orElse(Severity.NOTE),
            signs.stream().allMatch(Sign::ofTrainingAlone)
                ? "Some training labels are wrong"
                : "Some labels are wrong",
            signs.stream().map(Sign::text).collect(Collectors.joining(" ")))
        .withEvidence(signs.stream().flatMap(sign -> sign.evidence().stream()).toList())
        .withChange(
            Change.inCode("Dataset.label", "look at the most confident errors, and correct labels"))
        .withChange(Setting.EARLY_STOPPING, 3, "stop before wrong labels are learnt by heart")
        .withOtherwise(
            "Labels of images that the network is sure of would be among its first guesses, and"
                + " training images would have no higher loss than validation images.")
        .withAlternative(Remedies.FOR_GENERALISATION)
        .withSource(
            "Northcutt, Jiang and Chuang, Confident Learning, 2021, arXiv:1911.00068; El-Yaniv"
                + " and Wiener, On the Foundations of Noise-free Selective Classification,"
                + " 2010")
        .withConsequences(
            Stream.concat(
                    CONSEQUENCES.stream(), signs.stream().flatMap(s -> s.consequences().stream()))
                .toArray(String[]::new));
  }
}
