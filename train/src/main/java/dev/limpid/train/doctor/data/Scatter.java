package dev.limpid.train.doctor.data;

import dev.limpid.train.check.Confidence;
import dev.limpid.train.check.EpochChecks;
import dev.limpid.train.doctor.statistics.Binomial;
import dev.limpid.train.run.RunRecord;
import java.util.Arrays;

/**
 * How labels of validation images lie in the network's rankings of the classes, over the epochs in
 * which it knows something (it is right about 40 % of its surest three tenths) and has not learnt
 * training images by heart (it is right about training images at most 15 points more often).
 *
 * <p>A label that was made up lies anywhere, however sure the network is: of the labels that it
 * does not guess, half or a little more are in the lower half of its ranking, among the surest
 * images as among all. Where the network itself is wrong, labels are near the top, and nearer among
 * the images that it is sure of.
 *
 * @param images in all
 * @param wrong of these, the ones taken for another class than their label
 * @param unrelated of these, the ones whose label is in the lower half of the ranking
 * @param surest images of the surest three tenths
 * @param wrongOfSurest likewise among these
 * @param unrelatedOfSurest likewise among these
 */
record Scatter(
    int images, int wrong, int unrelated, int surest, int wrongOfSurest, int unrelatedOfSurest) {
  private static final int TENTHS = 3;
  private static final double KNOWN = 0.4;
  private static final double BY_HEART = 0.15;

  /** Between what made-up labels give, 0.5 to 0.6, and at most 0.4 in runs that lack something. */
  private static final double ANYWHERE = 0.42;

  /** About 1 for made-up labels, 0 to 0.5 in most runs with right ones. */
  private static final double AS_OFTEN = 0.6;

  private static final double RIGHT = 0.36;

  static Scatter of(RunRecord run) {
    Scatter sum = new Scatter(0, 0, 0, 0, 0, 0);
    for (EpochChecks epoch : run.epochChecks()) {
      if (epoch.training() != null && epoch.validation() != null) {
        Scatter validation = of(epoch.validation());
        boolean known = validation.wrongOfSurest <= (1 - KNOWN) * validation.surest;
        boolean byHeart = validation.wrongShare() - of(epoch.training()).wrongShare() > BY_HEART;
        sum = known && !byHeart ? sum.plus(validation) : sum;
      }
    }
    return sum;
  }

  private static Scatter of(Confidence of) {
    int all = of.sizes().length;
    return new Scatter(
        sum(of.sizes(), all),
        sum(of.wrong(), all),
        sum(of.unrelated(), all),
        sum(of.sizes(), TENTHS),
        sum(of.wrong(), TENTHS),
        sum(of.unrelated(), TENTHS));
  }

  /** Of the surest tenths. */
  static int sum(int[] parts, int tenths) {
    return Arrays.stream(parts, 0, tenths).sum();
  }

  private Scatter plus(Scatter other) {
    return new Scatter(
        images + other.images,
        wrong + other.wrong,
        unrelated + other.unrelated,
        surest + other.surest,
        wrongOfSurest + other.wrongOfSurest,
        unrelatedOfSurest + other.unrelatedOfSurest);
  }

  private double wrongShare() {
    return (double) wrong / images;
  }

  /** The share of images whose label the network holds for unlikely. */
  double share() {
    return images == 0 ? 0 : (double) unrelated / images;
  }

  /** Whether some labels lie as if they were made up, more than {@code some} of them for sure. */
  boolean ofMadeUpLabels(double some, double sure) {
    return images > 0
        && images - wrong >= RIGHT * images
        && unrelatedOfSurest >= ANYWHERE * wrongOfSurest
        && unrelatedOfSurest >= AS_OFTEN * share() * surest
        && Binomial.low(unrelatedOfSurest, surest, sure) > some;
  }
}
