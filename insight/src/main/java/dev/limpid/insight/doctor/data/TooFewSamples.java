package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.doctor.words.Remedies;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Estimate;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.Optional;

/**
 * There are too few training images: fewer than 25 of a class (the mean over the classes), and in
 * the last epoch more than half of the validation loss is generalisation, sure to 95 %. With more
 * images the same picture is named overfitting alone: there, changes of the training help as well.
 *
 * <p>With fewer than 12 of a class it is enough that validation loss stays above 0.3 of what
 * guessing loses: augmentation or dropout may keep a network from learning so few by heart, but
 * cannot show it what it never saw.
 */
final class TooFewSamples implements Cause {
  private static final double PER_CLASS = 25;
  private static final double VERY_FEW = 12;
  private static final double HALF = 0.5;
  private static final double MUCH = 0.3;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    Optional<EpochGap> last = run.lastGap();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    int images = Arrays.stream(run.data().training()).sum();
    long classes = Arrays.stream(run.data().training()).filter(count -> count > 0).count();
    double perClass = (double) images / classes;
    Optional<Estimate> term = last.get().loss().of(Term.GENERALISATION);
    double loss = last.get().lossLevels().validationWithoutLag().value();
    if (perClass >= PER_CLASS || term.isEmpty()) {
      return Optional.empty();
    }
    boolean byHeart = term.get().low() >= HALF * loss;
    Progress progress = Progress.of(run);
    double left = progress.above(loss) / progress.guessing();
    if (!byHeart && !(perClass < VERY_FEW && left > MUCH)) {
      return Optional.empty();
    }
    Finding found =
        Finding.of(
                Names.TOO_FEW_SAMPLES,
                Severity.WARNING,
                "There are too few training images",
                "With "
                    + (perClass == Math.rint(perClass) ? "" : "about ")
                    + Figures.whole(perClass)
                    + (byHeart
                        ? " images of a class the network learns the images instead of the classes:"
                            + " "
                            + Figures.percent(term.get().value() / loss)
                            + " of the validation loss is what training images don't have."
                        : " images of a class there is little to know the class by: validation loss"
                            + " is still "
                            + Figures.percent(left)
                            + " of what guessing loses."))
            .withEvidence("training images", images, Section.RUN)
            .withEvidence("of a class", perClass, Section.RUN)
            .withEvidence(
                "validation loss above training loss at the last weights (generalisation)",
                term.get().value(),
                Section.GAP)
            .withEvidence(
                last.get().loss().of(Term.LAG).isPresent()
                    ? "validation loss, without the lag of BatchNorm's averages"
                    : "validation loss",
                loss,
                Section.GAP);
    LabelChecks labels = run.checks() == null ? null : run.checks().labels();
    if (labels != null && !labels.across().isEmpty()) {
      Agreement all = labels.asTheyAre(labels.across());
      found =
          found.withEvidence(
              "a simple classifier is right with half of the images, and with all",
              Figures.percent(labels.ofHalf().share()) + ", " + Figures.percent(all.share()),
              Section.IMAGES);
    }
    return Optional.of(
        found
            .withChange(Setting.TRAINING_IMAGES, 4 * images, "more images, if there are any")
            .withChange(Setting.AUGMENT, null, "images that are never quite the same")
            .withOtherwise(
                "Training and validation images would have nearly the same loss, or there would be"
                    + " more images of each class.")
            .withAlternative(Remedies.FOR_GENERALISATION)
            .withSource(
                "Hestness et al., Deep Learning Scaling is Predictable, Empirically, 2017,"
                    + " arXiv:1712.00409")
            .withConsequences(
                Names.OVERFITTING,
                Names.UNDERFITTING,
                Names.AUGMENTATION,
                Names.NOISY_LABELS,
                Names.SMALL_VALIDATION_SET));
  }
}
