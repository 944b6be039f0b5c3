package dev.limpid.insight.doctor.labels;

import dev.limpid.insight.check.Confidence;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.doctor.statistics.Tails;
import dev.limpid.insight.run.RunRecord;
import java.util.Arrays;
import java.util.List;

/**
 * How labels of validation images lie in the network's rankings of the classes, over the epochs in
 * which it knows something (it is right about 40 % of its surest three tenths, gives its guesses
 * for the surest tenth a probability of 0.7 or more, and is wrong about at most 1.6 times as many
 * as in its best epoch, for what it is wrong about before are its own mistakes) and has not learnt
 * training images by heart (it is right about training images at most 15 points more often).
 *
 * <p>A label that was made up lies anywhere, however sure the network is: of the labels that it
 * does not guess, half or a little more are in the lower half of its ranking, among the surest
 * images as among all. Where the network itself is wrong, labels are near the top, and nearer among
 * the images that it is sure of.
 *
 * @param all images
 * @param surest images of the surest three tenths
 */
record Scatter(Tally all, Tally surest) {
  private static final int TENTHS = 3;
  private static final double KNOWN = 0.4;
  private static final double BY_HEART = 0.15;

  /**
   * With {@link #AS_GOOD}: of the trainings of the development seeds 401 to 460 and 501 to 550, 7
   * of 15 with labels made up or moved are told and none besides; without both, two that have right
   * labels, of which one had only begun to learn; with 0.6 one.
   */
  private static final double SURE_OF_SOME = 0.7;

  /** With 1.3, one of the 7 is no longer told. */
  private static final double AS_GOOD = 1.6;

  private static final double FEW = 2;

  /** Between what made-up labels give, 0.5 to 0.6, and at most 0.4 in runs that lack something. */
  private static final double ANYWHERE = 0.42;

  /** About 1 for made-up labels, 0 to 0.5 in most runs with right ones. */
  private static final double AS_OFTEN = 0.6;

  private static final double RIGHT = 0.36;

  static Scatter of(RunRecord run) {
    return of(Knowledge.withoutLag(run), Arrays.stream(run.data().validation()).sum());
  }

  /**
   * Adds the epochs up.
   *
   * @param of validation images that there are
   */
  static Scatter of(List<EpochChecks> checks, int of) {
    Scatter sum = new Scatter(Tally.NONE, Tally.NONE);
    int epochs = 0;
    for (EpochChecks epoch : asGoodAsTheBest(checks)) {
      if (epoch.training() != null && epoch.validation() != null) {
        Scatter validation = of(epoch.validation());
        boolean known = validation.surest.isRightAbout(KNOWN);
        boolean byHeart = validation.wrongShare() - of(epoch.training()).wrongShare() > BY_HEART;
        boolean sure = epoch.validation().confidence()[0] >= SURE_OF_SOME;
        if (known && sure && !byHeart) {
          sum = sum.plus(validation);
          epochs++;
        }
      }
    }
    long asked = sum.all.images();
    return new Scatter(
        sum.all.ofDistinctImages(asked, epochs, of),
        sum.surest.ofDistinctImages(asked, epochs, of));
  }

  /**
   * The epochs in which it was wrong about at most 1.6 times as many validation images as in the
   * best, and two more, for of few it may be right by chance; all without validation.
   */
  static List<EpochChecks> asGoodAsTheBest(List<EpochChecks> checks) {
    double least =
        checks.stream()
            .filter(epoch -> epoch.validation() != null)
            .mapToDouble(epoch -> of(epoch.validation()).wrongShare())
            .min()
            .orElse(1);
    return checks.stream()
        .filter(
            epoch ->
                epoch.validation() == null
                    || of(epoch.validation()).wrongShare()
                        <= AS_GOOD * least + FEW / epoch.validation().answers().images())
        .toList();
  }

  private static Scatter of(Confidence of) {
    return new Scatter(Tally.of(of, of.sizes().length), Tally.of(of, TENTHS));
  }

  private Scatter plus(Scatter other) {
    return new Scatter(all.plus(other.all), surest.plus(other.surest));
  }

  private double wrongShare() {
    return (double) all.wrong() / all.images();
  }

  /** Whether some labels lie as if they were made up, more than {@code some} of them for sure. */
  boolean ofMadeUpLabels(double some, double sure) {
    return all.images() > 0
        && all.images() - all.wrong() >= RIGHT * all.images()
        && surest.unrelated() >= ANYWHERE * surest.wrong()
        && surest.unrelated() >= AS_OFTEN * all.share() * surest.images()
        && Tails.wilsonLow(surest.unrelated(), surest.images(), sure) > some;
  }
}
