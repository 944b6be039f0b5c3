package dev.limpid.insight.check;

import dev.limpid.insight.json.MayBeNull;
import dev.limpid.insight.json.Require;

/**
 * Loss of validation images that are laid out in another way than they came. Where it is much lower
 * than as they came, they came wrong.
 *
 * @param arrangement the other way
 * @param loss mean loss then
 * @param saved mean over the images of what it saves against the loss as they came; negative where
 *     it costs
 * @param error standard error of that
 * @param mistakes images, chosen among those that lost much, that were taken for another class as
 *     they came; NaN where unknown
 * @param mended of these, the ones that are taken for their class then
 * @param beside training images laid out so beside validation images; null where it mends too few
 *     mistakes to be asked
 */
public record Rearranged(
    Arrangement arrangement,
    double loss,
    double saved,
    double error,
    double mistakes,
    double mended,
    @MayBeNull Beside beside) {

  /**
   * Mistakes of the network about images of both sides that are laid out the other way. Of sides
   * that came alike they are as many; where a part of the validation images came that way already,
   * these are right again, and validation has fewer.
   *
   * @param validation images
   * @param validationWrong of these, the ones taken for another class
   * @param training images
   * @param trainingWrong of these, the ones taken for another class
   */
  public record Beside(int validation, int validationWrong, int training, int trainingWrong) {
    /** Checks that the counts fit into each other. */
    public Beside {
      Require.that(
          validationWrong >= 0 && validationWrong <= validation,
          "'validation_wrong' must be within 0 and 'validation'");
      Require.that(
          trainingWrong >= 0 && trainingWrong <= training,
          "'training_wrong' must be within 0 and 'training'");
    }
  }
}
