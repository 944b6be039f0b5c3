package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Agreement;
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
 * Labels of one side are not those of the other: moved by some images, or the same classes under
 * other names.
 *
 * <ul>
 *   <li>Moved: answers have nothing to do with the labels as they are (below 4 standard deviations
 *       above chance) but with those of an image further on (above 8), or far more with those (by 8
 *       standard deviations), where labels are moved from some image on. Asked of a simple
 *       classifier before the training, on each side, on the last third of the training images
 *       alone, where a line may be lost before it, and across, and of the network's validation.
 *   <li>Counted from one in a part of the training images: {@link CountedFrom}.
 *   <li>In validation, in another order than the images: {@link UnrelatedLabels}.
 *   <li>Renamed: within each side the simple classifier is better than chance by 8, and across it
 *       is better by 5 with classes renamed (by other images) than as they are, at least three
 *       quarters of the way from chance to what it is within a side: names that are right restore
 *       that, the best of many names for images of another kind help up to seven tenths. Not asked
 *       where classes have other frequencies: the classifier prefers those that are frequent in
 *       training.
 *   <li>Exchanged: in the last validation most images of a class are taken for another, most of
 *       that for a third, and so on back to the first ({@link Exchanged}). A network that has
 *       learnt too little takes classes for one that it prefers, not in a circle; one that is asked
 *       about images of another kind may, but is wrong about other classes too; and a linear
 *       classifier that has learnt training labels agrees with no others ({@link LinearAgreement}).
 * </ul>
 */
final class LabelsMisaligned implements Cause {
  private static final double NOTHING = 4;
  private static final double MUCH = 8;
  private static final double BETTER = 5;

  /**
   * Of what is known within a side. Of 33 trainings whose validation labels were renamed, no one
   * has less than 0.98; of others, whose images differ, half have 0.45 to 0.77.
   */
  private static final double RESTORED = 0.75;

  private static final String LATE = "training labels of the last third of the images";

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() != null && run.checks().validation() != null) {
      LabelChecks labels = run.checks().labels();
      Optional<Finding> found = moved("training labels", labels.training(), labels);
      found = found.isPresent() ? found : moved(LATE, labels.late(), labels);
      found = found.isPresent() ? found : moved("validation labels", labels.validation(), labels);
      found = found.isPresent() ? found : moved("validation labels", labels.across(), labels);
      found = found.isPresent() ? found : counted(run);
      found = found.isPresent() ? found : UnrelatedLabels.of(run).map(LabelsMisaligned::unrelated);
      found = found.isPresent() || ClassCounts.of(run).differ() ? found : renamed(labels);
      if (found.isPresent()) {
        return found;
      }
    }
    if (!run.epochChecks().isEmpty()) {
      List<Agreement> answers = run.epochChecks().get(run.epochChecks().size() - 1).answers();
      Optional<Finding> found = moved("validation labels", answers, null);
      if (found.isPresent()) {
        return found;
      }
    }
    return run.validation() == null ? Optional.empty() : exchanged(run);
  }

  private static Optional<Finding> moved(String which, List<Agreement> at, LabelChecks labels) {
    if (at.isEmpty()) {
      return Optional.empty();
    }
    int offset = labels == null ? at.size() / 2 : labels.offset();
    int best = 0;
    for (int i = 1; i < at.size(); i++) {
      best = at.get(i).z() > at.get(best).z() ? i : best;
    }
    Agreement asTheyAre = at.get(offset);
    boolean farBetter = at.get(best).z() - Math.max(0, asTheyAre.z()) > MUCH;
    if (at.get(best).z() <= MUCH || asTheyAre.z() >= NOTHING && !farBetter) {
      return Optional.empty();
    }
    int places = best - offset;
    String text =
        "The "
            + which
            + " belong to the images "
            + Math.abs(places)
            + (Math.abs(places) == 1 ? " place " : " places ")
            + (places > 0 ? "before" : "further on")
            + ".";
    return found(
        Finding.of(Names.LABELS_MISALIGNED, Severity.PROBLEM, "Labels are moved", text)
            .withEvidence("right with labels as they are", share(asTheyAre), Section.IMAGES)
            .withEvidence(
                "with those of an image " + places + " places away",
                share(at.get(best)),
                Section.IMAGES));
  }

  private static Optional<Finding> counted(RunRecord run) {
    return CountedFrom.of(run).map(LabelsMisaligned::counted);
  }

  private static Finding counted(CountedFrom some) {
    boolean one = some.places() > 0;
    return found(
        Finding.of(
                Names.LABELS_MISALIGNED,
                Severity.PROBLEM,
                "Some training labels are " + (one ? "counted from one" : "one too low"),
                "In nearly every class, training images have the label of the "
                    + (one ? "next" : "one before")
                    + ": about "
                    + Figures.percent(some.share())
                    + " of the training labels are one too "
                    + (one ? "high." : "low."))
            .withEvidence(
                "training images with the label "
                    + (one ? "behind" : "before")
                    + " the class that a linear classifier takes them for, of those it is surer of",
                Figures.part(some.wrong(), some.images()),
                Section.IMAGES)
            .withEvidence(
                "the classifier has learnt",
                some.byValidation() ? "validation images" : "the other training images",
                Section.IMAGES),
        Change.inCode("Dataset.label", "counted alike in all files, from zero on"));
  }

  private static Finding unrelated(UnrelatedLabels labels) {
    return found(
        Finding.of(
                Names.LABELS_MISALIGNED,
                Severity.PROBLEM,
                "Validation labels have nothing to do with their images",
                "A linear classifier tells labels of training images that it has not learnt from, and"
                    + " no labels of validation images, whichever side it learns; nor does the"
                    + " network. So it is where labels are in another order than the images.")
            .withEvidence("right about training images", share(labels.training()), Section.IMAGES)
            .withEvidence(
                "about validation images, learnt on training images",
                share(labels.across()),
                Section.IMAGES)
            .withEvidence(
                "about validation images, learnt on the others of them",
                share(labels.within()),
                Section.IMAGES),
        Change.inCode("Dataset.label", "the label of the same image: match them by name"));
  }

  static Optional<Finding> renamed(LabelChecks labels) {
    if (labels.across().isEmpty()) {
      return Optional.empty();
    }
    Agreement training = labels.asTheyAre(labels.training());
    Agreement validation = labels.asTheyAre(labels.validation());
    Agreement across = labels.asTheyAre(labels.across());
    Agreement renamed = labels.renamed();
    double p = (across.share() + renamed.share()) / 2;
    double error = Math.sqrt(2 * p * (1 - p) / across.images());
    boolean better = renamed.share() - across.share() > BETTER * error;
    double within = Math.min(excess(training), excess(validation));
    boolean restored = excess(renamed) > RESTORED * within;
    if (training.z() <= MUCH || validation.z() <= MUCH || !better || !restored) {
      return Optional.empty();
    }
    return found(
        Finding.of(
                Names.LABELS_MISALIGNED,
                Severity.PROBLEM,
                "Classes have other names in validation than in training",
                "What is learnt on training images fits validation images better when classes are"
                    + " given other names: a label is not the same class on both sides.")
            .withEvidence(
                "a simple classifier, on left-out training images", share(training), Section.IMAGES)
            .withEvidence("on left-out validation images", share(validation), Section.IMAGES)
            .withEvidence(
                "learnt on training, asked about validation", share(across), Section.IMAGES)
            .withEvidence("the same with classes renamed", share(renamed), Section.IMAGES));
  }

  private static double excess(Agreement agreement) {
    return agreement.share() - agreement.chance();
  }

  private static Optional<Finding> exchanged(RunRecord run) {
    List<Integer> circle = Exchanged.in(run.validation().confusion());
    if (circle.isEmpty()
        || !isRestored(run)
        || LinearAgreement.contradictsAcross(wrong(circle, run.validation().confusion()), run)) {
      return Optional.empty();
    }
    List<String> names = run.data().classes();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < circle.size() && i < 4; i++) {
      text.append(i == 0 ? "Most images labelled " : ", those labelled ")
          .append(names.get(circle.get(i)))
          .append(" are taken for ")
          .append(names.get(circle.get((i + 1) % circle.size())));
    }
    return found(
        Finding.of(
                Names.LABELS_MISALIGNED,
                Severity.PROBLEM,
                "Classes are exchanged in validation",
                text + ": a label is not the same class on both sides.")
            .withEvidence("classes that are exchanged", circle.size(), Section.CONFUSION));
  }

  /**
   * Whether names that are given back bring validation at least half way from chance to what the
   * network knows of training images.
   */
  private static boolean isRestored(RunRecord run) {
    double chance = 1.0 / run.validation().confusion().length;
    double accuracy = run.lastEpoch().accuracy();
    double known = Double.isNaN(accuracy) ? 1 : accuracy;
    double right = Exchanged.rightWithNamesGivenBack(run.validation().confusion());
    return known > chance && right - chance >= (known - chance) / 2;
  }

  /** The share of all images that are of these classes and taken for others. */
  private static double wrong(List<Integer> classes, int[][] confusion) {
    double all = Arrays.stream(confusion).flatMapToInt(Arrays::stream).sum();
    return classes.stream().mapToInt(c -> Arrays.stream(confusion[c]).sum() - confusion[c][c]).sum()
        / all;
  }

  private static String share(Agreement agreement) {
    return Figures.percent(agreement.share())
        + ", by chance "
        + Figures.percent(agreement.chance());
  }

  private static Optional<Finding> found(Finding found) {
    return Optional.of(
        found(
            found,
            Change.inCode(
                "Dataset.classNames", "one list of classes, in one order, for both sides")));
  }

  private static Finding found(Finding found, Change change) {
    return found
        .withChange(change)
        .withOtherwise(
            "What is learnt on one side would hold on the other with the labels as they are.")
        .withSource(
            "Northcutt, Athalye and Mueller, Pervasive Label Errors in Test Sets, 2021,"
                + " arXiv:2103.14749")
        .withConsequences(
            Names.OVERFITTING,
            Names.RANDOM_LABELS,
            Names.NOISY_LABELS,
            Names.COVARIATE_SHIFT,
            Names.BATCHNORM_LAG,
            Names.TOO_FEW_SAMPLES,
            Names.LOSS_NOT_DECREASING,
            Names.UNDERFITTING,
            Names.SMALL_VALIDATION_SET);
  }
}
