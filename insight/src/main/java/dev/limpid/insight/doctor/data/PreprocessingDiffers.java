package dev.limpid.insight.doctor.data;

import dev.limpid.insight.check.Arrangement;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.check.InferenceChecks;
import dev.limpid.insight.check.Rearranged;
import dev.limpid.insight.check.Rearranged.Beside;
import dev.limpid.insight.check.Roll;
import dev.limpid.insight.check.SideChecks;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.doctor.words.Names;
import dev.limpid.insight.run.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Values were made from pixels in another way on one side: with another factor or offset, inverted,
 * with channels in another order, or normalised image by image. What tells it from other kinds of
 * images is that one map explains the whole distribution at once; see {@link ValueMap}.
 *
 * <p>Or pixels were laid out in another way: the network itself does much better on validation
 * images that are laid out anew (see {@link Arrangement}). When it was asked last, that saved more
 * than half of their loss and more than four standard errors, which chance does not in seven ways,
 * and the network was then right about most of what it was wrong about: where labels are wrong,
 * images that it is less sure of lose less too, but it is right about no more of them. Or most of
 * its mistakes are none then, where a part of the images is laid out so: as many as the losses say
 * that it is, for of images of which a part p loses L as it came, the others lose L when they are
 * laid out so, and p is the loss as they came over the sum of both losses. Where that is more than
 * three times what the network is wrong about, the layout changes little of these images. And
 * training images, of which none came so, must be harder laid out so than validation images are:
 * what a network has not learnt well it is wrong about on both sides alike. Pixels that stand some
 * values further on are told by the mean images of the sides ({@link Roll}).
 */
final class PreprocessingDiffers implements Cause {
  private static final double HALF = 0.5;

  /** Of fewer different images on a side not even the range is that of others. */
  private static final int FEWEST = 5;

  private static final double ERRORS = 4;

  /** Correlation of mean images; where each side's own is not above, no roll was measured. */
  private static final double ALIKE = 0.9;

  /** Images that stand a pixel elsewhere have more, and do no harm. */
  private static final double UNLIKE = 0.8;

  /** Of its own mistakes a network gets up to a third right when an image is turned. */
  private static final double MENDED_BY_CHANCE = 0.4;

  private static final double MENDED = 0.6;

  /** Less of the images would lose six times as much laid out anew: it suits hardly any. */
  private static final double SMALLEST_PART = 0.25;

  /** In trainings of the development seeds 1.1 and 1.4 times, where no part is, 3.5 to 5.4. */
  private static final double MANY = 3;

  private static final double LARGEST_P = 1e-4;

  /** Where the loss says so for sure already. */
  private static final double LARGEST_P_BESIDE_LOSS = 0.05;

  /** Standard errors, where training images say so too; one of 700 differs by so much. */
  private static final double FAR_BESIDE = 3;

  /** Where mistakes say so for sure already. */
  private static final double NEAR_BESIDE = 2;

  @Override
  public Optional<Finding> examine(RunRecord run) {
    if (run.checks() == null || run.checks().split() == null) {
      return Optional.empty();
    }
    if (Math.min(
            ValueMap.distinct(run.checks().training()),
            ValueMap.distinct(run.checks().validation()))
        < FEWEST) {
      return Optional.empty();
    }
    return values(run).or(() -> rolled(run)).or(() -> layout(run)).or(() -> inPart(run));
  }

  private static Optional<Finding> values(RunRecord run) {
    SideChecks training = run.checks().training();
    SideChecks validation = run.checks().validation();
    Optional<String> map = ValueMap.between(training, validation);
    if (map.isEmpty()) {
      return Optional.empty();
    }
    Finding found =
        found(map.get() + ": the network is asked about values of a kind that it has not seen.")
            .withSeverity(Harm.isLittle(run) ? Severity.WARNING : Severity.PROBLEM);
    for (int c = 0; c < training.channels().size(); c++) {
      found =
          found
              .withEvidence(
                  "channel " + (c + 1) + " in training", text(training, c), Section.IMAGES)
              .withEvidence(
                  "channel " + (c + 1) + " in validation", text(validation, c), Section.IMAGES);
    }
    return withAdvice(found, "Least, greatest and mean value would be alike on both sides.");
  }

  private static Optional<Finding> rolled(RunRecord run) {
    Roll roll = run.checks().split().roll();
    if (roll == null
        || !(roll.asTheyAre() < UNLIKE && roll.rolled() > ALIKE)
        || !(1 - roll.rolled() < (1 - roll.asTheyAre()) / 4)) {
      return Optional.empty();
    }
    Finding found =
        found(
                "Pixels of validation images stand "
                    + Figures.places(roll.places(), run.data().shape())
                    + (roll.places() > 0 ? " further on" : " further ahead")
                    + " than in training images, each image's "
                    + (roll.places() > 0 ? "last pixels before its first" : "first behind its last")
                    + ": as if a file's header had been read as pixels, or left out twice, or"
                    + " images had been cut out elsewhere.")
            .withEvidence(
                "correlation of the mean images of both sides", roll.asTheyAre(), Section.IMAGES)
            .withEvidence("the same, rolled back", roll.rolled(), Section.IMAGES);
    return withAdvice(found, "The mean images of both sides would be alike as they are.");
  }

  private static Optional<InferenceChecks> lastAsked(RunRecord run) {
    List<InferenceChecks> asked =
        run.epochChecks().stream().map(EpochChecks::inference).filter(Objects::nonNull).toList();
    return asked.isEmpty() ? Optional.empty() : Optional.of(asked.get(asked.size() - 1));
  }

  /** Some validation images are laid out in another way, the others not. */
  private static Optional<Finding> inPart(RunRecord run) {
    Optional<Rearranged> way =
        lastAsked(run).stream()
            .flatMap(last -> last.rearranged().stream())
            .filter(anew -> part(anew, run) > SMALLEST_PART)
            .filter(PreprocessingDiffers::suitsAPart)
            .filter(anew -> 1 - rightInTheEnd(run) > part(anew, run) / MANY)
            .max(Comparator.comparingDouble(anew -> anew.mended() / anew.mistakes()));
    if (way.isEmpty()) {
      return Optional.empty();
    }
    String words = way.get().arrangement().toString();
    Finding found =
        found(
                "Most validation images that the network is wrong about it is right about when they"
                    + " are read "
                    + words
                    + ": some are laid out in another way than the training images.")
            .withEvidence(
                "of some validation images, those that the network is wrong about",
                String.format(Locale.ROOT, "%.0f", way.get().mistakes()),
                Section.CONFUSION)
            .withEvidence(
                "of these right " + words,
                String.format(Locale.ROOT, "%.0f", way.get().mended()),
                Section.CONFUSION);
    Beside beside = way.get().beside();
    if (beside != null) {
      found =
          found
              .withEvidence(
                  "training images that the network is wrong about " + words,
                  Figures.percent(trainingWrong(beside)),
                  Section.CONFUSION)
              .withEvidence(
                  "validation images likewise",
                  Figures.percent(validationWrong(beside)),
                  Section.CONFUSION);
    }
    return withAdvice(found, "Any other layout of the pixels would mend a few mistakes at most.");
  }

  /** Whether most mistakes are none then, and training images, where they were asked, agree. */
  private static boolean suitsAPart(Rearranged anew) {
    if (anew.beside() == null) {
      return mends(anew, LARGEST_P);
    }
    double harder = harderInTraining(anew.beside());
    return harder > FAR_BESIDE && moreThanChance(anew, LARGEST_P_BESIDE_LOSS)
        || harder > NEAR_BESIDE && mends(anew, LARGEST_P);
  }

  /** By how many standard errors the network is wrong about more training images. */
  private static double harderInTraining(Beside beside) {
    return Tails.errorsAbove(
        beside.trainingWrong(), beside.training(), beside.validationWrong(), beside.validation());
  }

  private static double trainingWrong(Beside beside) {
    return (double) beside.trainingWrong() / beside.training();
  }

  private static double validationWrong(Beside beside) {
    return (double) beside.validationWrong() / beside.validation();
  }

  /**
   * The part that is laid out so, by the losses as they came and laid out anew. Both together are
   * the same for either part of the images; that of all as they came is known.
   */
  private static double part(Rearranged anew, RunRecord run) {
    double all = run.epochChecks().get(run.epochChecks().size() - 1).validationByImage();
    return all / (anew.loss() + anew.saved() + anew.loss());
  }

  private static double rightInTheEnd(RunRecord run) {
    return run.epochChecks().get(run.epochChecks().size() - 1).validation().answers().share();
  }

  /** Whether most mistakes are none when images are laid out anew, by more than chance. */
  private static boolean mends(Rearranged anew, double largestP) {
    return mendsMost(anew) && moreThanChance(anew, largestP);
  }

  private static boolean mendsMost(Rearranged anew) {
    return anew.mended() > MENDED * anew.mistakes();
  }

  /**
   * Whether it mends more mistakes than of images that came as they should: where another layout
   * changes little, no more than of training images are right then.
   */
  private static boolean moreThanChance(Rearranged anew, double largestP) {
    double right = anew.beside() == null ? 0 : 1 - trainingWrong(anew.beside());
    return moreThan(Math.max(MENDED_BY_CHANCE, right), anew, largestP);
  }

  private static boolean moreThan(double chance, Rearranged anew, double largestP) {
    return Tails.binomial((int) anew.mended(), (int) anew.mistakes(), chance) < largestP;
  }

  private static Optional<Finding> layout(RunRecord run) {
    if (lastAsked(run).isEmpty()) {
      return Optional.empty();
    }
    InferenceChecks last = lastAsked(run).get();
    Optional<Rearranged> better =
        last.rearranged().stream()
            .filter(way -> way.saved() > HALF * (way.loss() + way.saved()))
            .filter(way -> way.saved() > ERRORS * way.error())
            .filter(
                way ->
                    Double.isNaN(way.mistakes())
                        || mendsMost(way) && moreThan(MENDED_BY_CHANCE, way, LARGEST_P_BESIDE_LOSS))
            .max(Comparator.comparingDouble(Rearranged::saved));
    if (better.isEmpty()) {
      return Optional.empty();
    }
    String way = better.get().arrangement().toString();
    Finding found =
        found(
                "The network does much better on validation images when they are read "
                    + way
                    + ": they are laid out in another way than the training images.")
            .withEvidence(
                "loss of some validation images",
                better.get().loss() + better.get().saved(),
                Section.CURVES)
            .withEvidence("of the same, " + way, better.get().loss(), Section.CURVES)
            .withEvidence(
                "standard error of what that saves", better.get().error(), Section.CURVES);
    return withAdvice(
        found, "Any other layout of the pixels would cost, or at least not save much.");
  }

  private static Finding found(String text) {
    return Finding.of(
        Names.PREPROCESSING_DIFFERS,
        Severity.PROBLEM,
        "Validation images are prepared in another way than training images",
        text);
  }

  private static Optional<Finding> withAdvice(Finding found, String otherwise) {
    return Optional.of(
        found
            .withChange(
                Change.inCode("Dataset.read", "one and the same preparation for both sides"))
            .withOtherwise(otherwise)
            .withSource("Breck et al., Data Validation for Machine Learning, 2019")
            .withConsequences(
                Names.COVARIATE_SHIFT,
                Names.LABELS_MISALIGNED,
                Names.INPUTS_NOT_SCALED,
                Names.OVERFITTING,
                Names.NOISY_LABELS,
                Names.SMALL_VALIDATION_SET,
                Names.TOO_FEW_SAMPLES,
                Names.BATCHNORM_LAG,
                Names.TRAINING_MODE_IN_VALIDATION));
  }

  private static String text(SideChecks side, int c) {
    var channel = side.channels().get(c);
    return Figures.number(channel.least())
        + " to "
        + Figures.number(channel.greatest())
        + ", mean "
        + Figures.number(channel.mean())
        + ", standard deviation "
        + Figures.number(channel.deviation());
  }
}
