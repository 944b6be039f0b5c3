package dev.limpid.insight.health;

import dev.limpid.insight.json.MayBeNull;
import java.util.List;

/**
 * The start of a training: its first steps.
 *
 * @param optimizer its type and settings, such as {@code Adam(Constant[rate=0.001], beta1 0.9,
 *     ...)}; the type alone in a record of an earlier version; null if not known
 * @param loss at the first weights, of some images at random, 128 or more; of the first batch where
 *     there are fewer than 200 images
 * @param rootOfSquares of the first batch's values: about 1 if inputs are scaled
 * @param saturatedShare share of these images whose highest probability is above 0.999
 * @param noiseScale the gradient noise scale at the first weights, in images; see {@link
 *     EpochHealth#noiseScale}
 * @param leastNoiseScale what it is at least, sure to 95 %
 * @param optimizerEpsilonShare how much of the optimizer's divisors is epsilon after the first
 *     steps, 0 to 1: the median of the layers; NaN without epsilon
 * @param batchNormEpsilonShare the same of BatchNorm's divisors
 * @param firstUpdates for each of the first steps, how far it moved a weight (the median, of
 *     weights that had a gradient) over the learning rate; Adam's first is 1
 * @param layers from the input on
 * @param steps what some of the first steps did to the loss of their own batch
 * @param gradients of each trained parameter, checked after the first update; empty if not checked
 * @param breaches rules that every training keeps and that the first steps broke
 */
public record StartHealth(
    @MayBeNull String optimizer,
    double loss,
    double rootOfSquares,
    double saturatedShare,
    double noiseScale,
    double leastNoiseScale,
    double optimizerEpsilonShare,
    double batchNormEpsilonShare,
    double[] firstUpdates,
    List<LayerStart> layers,
    List<StepProbe> steps,
    List<SlopeCheck> gradients,
    List<Breach> breaches) {
  /** Copies the lists. */
  public StartHealth {
    layers = List.copyOf(layers);
    steps = List.copyOf(steps);
    gradients = List.copyOf(gradients);
    breaches = List.copyOf(breaches);
  }
}
