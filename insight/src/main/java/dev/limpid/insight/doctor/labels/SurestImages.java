package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Confidence;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.doctor.finding.Evidence;
import dev.limpid.insight.doctor.finding.Evidence.Section;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.doctor.words.Figures;
import dev.limpid.insight.run.RunRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Labels that are wrong however sure the network is.
 *
 * <p>Of the images that it is surest of (three tenths), some have labels that it holds for
 * unlikely: in the lower half of its ranking of the classes. A network that is itself wrong takes
 * an image for a similar one, and its label is near the top. They are above 3 % of these images,
 * sure to 99.9 %, and a quarter or more of the errors. Counted over the epochs in which the network
 * knows the classes: it gives its guesses for the surest tenth a probability of 0.6 or more, and is
 * right about 60 % of the surer half of training images, or about 70 % of all validation images,
 * for one that has learnt its training images by heart is sure and wrong about others; and knows
 * validation images nearly as well as ever, for wrong labels stay wrong when it knows more, and its
 * own mistakes do not. Epochs that ask about the same images count once.
 *
 * <p>Or labels of validation images lie in its rankings as if some were made up, however many they
 * are ({@link Scatter}).
 */
final class SurestImages {
  private static final int SUREST = 3;
  private static final int HALF = 5;
  private static final int ALL = 10;
  private static final double TRAINING_KNOWN = 0.6;
  private static final double VALIDATION_KNOWN = 0.7;
  private static final double KNOWN = 0.6;
  private static final double SOME = 0.03;
  private static final double SURE = 3.09;
  private static final double QUARTER = 0.25;
  private static final double TENTH = 0.1;

  private SurestImages() {}

  static Optional<Sign> sign(RunRecord run) {
    Tally training =
        surest(run, EpochChecks::training, HALF, TRAINING_KNOWN, run.data().training());
    Tally validation =
        surest(run, EpochChecks::validation, ALL, VALIDATION_KNOWN, run.data().validation());
    Scatter scatter = Scatter.of(run);
    boolean madeUp =
        scatter.ofMadeUpLabels(SOME, SURE)
            && !LinearAgreement.contradictsOnBothSides(2 * scatter.all().share(), run);
    boolean inTraining =
        isNoisy(training) && !LinearAgreement.contradicts(2 * training.share(), run);
    boolean inValidation =
        isNoisy(validation) && !LinearAgreement.contradictsOnBothSides(2 * validation.share(), run);
    if (!madeUp && !inTraining && !inValidation) {
      return Optional.empty();
    }
    List<Evidence> evidence = new ArrayList<>();
    describe(training, "training").ifPresent(evidence::add);
    describe(validation, "validation").ifPresent(evidence::add);
    double share = 2 * Math.max(training.share(), validation.share());
    if (madeUp) {
      share = Math.max(share, 2 * scatter.all().share());
      evidence.add(new Evidence("of validation images", scatter.all().text(), Section.CONFUSION));
      evidence.add(
          new Evidence(
              "of the three tenths that the network is surest of",
              scatter.surest().text(),
              Section.CONFUSION));
    }
    return Optional.of(
        new Sign(
            share > TENTH ? Severity.PROBLEM : Severity.WARNING,
            !madeUp && !inValidation && validation.images() > 0,
            "Among the images that the network is surest of, and mostly right about, are some whose"
                + " label it ranks in the lower half of the classes: about "
                + Figures.percent(share)
                + " of the labels may be wrong.",
            evidence,
            List.of()));
  }

  /**
   * The images that the network is surest of, over the epochs in which it knows the classes.
   *
   * @param tenths of the images, the surest first, of which ...
   * @param right ... this share must be right
   * @param images of each class on that side
   */
  private static Tally surest(
      RunRecord run,
      Function<EpochChecks, Confidence> side,
      int tenths,
      double right,
      int[] images) {
    Tally sum = Tally.NONE;
    long asked = 0;
    int epochs = 0;
    for (EpochChecks epoch : Scatter.asGoodAsTheBest(Knowledge.withoutLag(run))) {
      Confidence confidence = side.apply(epoch);
      if (confidence != null
          && Tally.of(confidence, tenths).isRightAbout(right)
          && confidence.confidence()[0] >= KNOWN) {
        sum = sum.plus(Tally.of(confidence, SUREST));
        asked += confidence.answers().images();
        epochs++;
      }
    }
    return sum.ofDistinctImages(asked, epochs, Arrays.stream(images).sum());
  }

  private static boolean isNoisy(Tally surest) {
    return surest.images() > 0
        && surest.unrelated() > QUARTER * surest.wrong()
        && Tails.wilsonLow(surest.unrelated(), surest.images(), SURE) > SOME;
  }

  private static Optional<Evidence> describe(Tally surest, String side) {
    return surest.images() == 0
        ? Optional.empty()
        : Optional.of(
            new Evidence(
                "of the three tenths of " + side + " images that the network is surest of",
                surest.text(),
                Section.CONFUSION));
  }
}
