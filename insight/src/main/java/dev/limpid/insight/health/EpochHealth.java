package dev.limpid.insight.health;

import java.util.List;

/**
 * The state of a training at the end of an epoch.
 *
 * @param epoch from 1
 * @param gradientNorm of all trained parameters together, in the last step
 * @param saturatedShare share of the last batch's images whose highest probability is above 0.999
 * @param noiseScale the simple gradient noise scale of McCandlish et al. 2018 (arXiv:1812.06162),
 *     in images: the batch size at which noise and signal of the gradient are alike, by averages
 *     over the last few epochs; infinite where the signal could not be told from 0, NaN where two
 *     half-batches weren't available
 * @param gradientSignal squared norm of the gradient of all images, without bias, from this epoch's
 *     two half-batches; may be negative; NaN without them
 * @param gradientNoise trace of the covariance of one image's gradient, likewise
 * @param probabilityShare share of the last batch's images whose scores, before the loss's own
 *     softmax, are probabilities already: within 0 to 1, with sum 1
 * @param dropoutShift what the loss in use would gain if BatchNorm's statistics were gathered
 *     without dropout; NaN where no BatchNorm comes behind a dropout
 * @param layers from the input on
 * @param steps what some of the epoch's steps did to the loss of their own batch
 * @param breaches rules that every training keeps and that the epoch broke
 */
public record EpochHealth(
    int epoch,
    double gradientNorm,
    double saturatedShare,
    double noiseScale,
    double gradientSignal,
    double gradientNoise,
    double probabilityShare,
    double dropoutShift,
    List<LayerHealth> layers,
    List<StepProbe> steps,
    List<Breach> breaches) {
  /** Copies the lists. */
  public EpochHealth {
    layers = List.copyOf(layers);
    steps = List.copyOf(steps);
    breaches = List.copyOf(breaches);
  }
}
