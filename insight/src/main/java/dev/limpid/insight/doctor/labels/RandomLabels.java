package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Labels of the training set have nothing to do with its images, or hardly anything. A simple
 * classifier learns nothing from them (not better than chance by 4 standard deviations, on either
 * side, with labels as they are or moved), nor does the network tell validation images better than
 * chance in any epoch, with batch statistics so that no lag of BatchNorm hides it.
 *
 * <p>Hardly anything: both get less than a tenth of the way from chance to all right, while the
 * network is better on training images than on validation images (by 3 standard errors). Without
 * the latter it may merely not have learnt yet.
 */
final class RandomLabels implements Cause {
  private static final double CLEAR = 4;
  private static final double MUCH = 12;
  private static final double TENTH = 0.1;
  private static final double SURE = 3;
  private static final int FEWEST = 200;

  /** Images of a class; with fewer a simple classifier may learn nothing from right labels. */
  private static final int OF_A_CLASS = 25;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null || run.epochChecks().isEmpty() || run.checks().validation() == null) {
      return Optional.empty();
    }
    LabelChecks labels = run.checks().labels();
    long classes = Arrays.stream(run.data().training()).filter(count -> count > 0).count();
    long fewest = Math.max(FEWEST, OF_A_CLASS * classes);
    if (labels.training().isEmpty() || Arrays.stream(run.data().training()).sum() < fewest) {
      return Optional.empty();
    }
    double best = Math.max(best(labels.training()), best(labels.across()));
    double network = 0;
    for (EpochChecks epoch : run.epochChecks()) {
      network =
          Math.max(network, Math.max(epoch.validation().answers().z(), best(epoch.answers())));
    }
    EpochChecks last = run.epochChecks().get(run.epochChecks().size() - 1);
    boolean nothing = best < CLEAR && network < CLEAR;
    boolean hardly =
        excess(labels.asTheyAre(labels.training())) < TENTH
            && best(labels.training()) < MUCH
            && run.epochChecks().stream().allMatch(e -> excess(e.validation().answers()) < TENTH)
            && learntByHeart(last);
    if (!nothing && !hardly) {
      return Optional.empty();
    }
    Agreement simple = labels.asTheyAre(labels.training());
    boolean byHeart = learntByHeart(last);
    return Optional.of(
        Finding.of(
                Names.RANDOM_LABELS,
                byHeart || run.epochChecks().size() > 1 ? Severity.PROBLEM : Severity.WARNING,
                nothing
                    ? "Labels have nothing to do with the images"
                    : "Labels have hardly anything to do with the images",
                (nothing ? "Nothing" : "Hardly anything")
                    + " that is learnt from the training labels helps with other images"
                    + (byHeart
                        ? "; the network learns them by heart, which it can with any labels."
                        : "."))
            .withEvidence(
                "a simple classifier, left-out training images, right and by chance",
                Figures.percent(simple.share()) + " and " + Figures.percent(simple.chance()),
                Section.IMAGES)
            .withEvidence(
                "the network, training images of the last epoch",
                Figures.percent(last.training().answers().share()),
                Section.CURVES)
            .withEvidence(
                "validation images",
                Figures.percent(last.validation().answers().share()),
                Section.CURVES)
            .withChange(
                Change.inCode(
                    "Dataset.label", "check how names of files or rows are joined to labels"))
            .withOtherwise("Either would do better than chance on images that were left out.")
            .withSource(
                "Zhang et al., Understanding Deep Learning Requires Rethinking Generalization, 2017,"
                    + " arXiv:1611.03530")
            .withConsequences(
                Names.OVERFITTING,
                Names.NOISY_LABELS,
                Names.LOSS_NOT_DECREASING,
                Names.LEARNING_RATE_TOO_LOW,
                Names.LEARNING_RATE_TOO_HIGH,
                Names.UNDERFITTING,
                Names.GRADIENT_NOISE,
                Names.TOO_FEW_SAMPLES,
                Names.SMALL_VALIDATION_SET,
                Names.STOPPED_EARLY,
                Names.BATCHNORM_LAG,
                Names.POOR_INITIALISATION));
  }

  /** How much better than chance: 0 is chance, 1 is all right. */
  private static double excess(Agreement agreement) {
    return (agreement.share() - agreement.chance()) / (1 - agreement.chance());
  }

  private static boolean learntByHeart(EpochChecks epoch) {
    Agreement training = epoch.training().answers();
    Agreement validation = epoch.validation().answers();
    double p = (training.share() + validation.share()) / 2;
    double error = Math.sqrt(p * (1 - p) * (1.0 / training.images() + 1.0 / validation.images()));
    return training.share() - validation.share() > SURE * error;
  }

  private static double best(List<Agreement> agreements) {
    return agreements.stream().mapToDouble(Agreement::z).max().orElse(0);
  }
}
