package dev.limpid.insight.health;

/**
 * A rule that every training keeps, and that one broke: an error that no exception tells. The rules
 * are those of which TrainCheck (Jiang et al. 2025, arXiv:2506.14813) finds the most errors, here
 * as a library that owns its layers can state them.
 *
 * @param rule which one
 * @param parameter of which parameter, or layer; "the loss", "the optimizer", "any layer" or "the
 *     model file" where it is none
 * @param step after which it was seen, from 1, counted over all epochs
 * @param size how far it moved; of {@link Rule#STAYS} the largest step that its gradient asked for,
 *     over its largest value; of {@link Rule#STAYS_IN_PART} the share that moves; of the others how
 *     large the difference is beside what it should be
 */
public record Breach(Rule rule, String parameter, int step, double size) {
  /** What was broken. */
  public enum Rule {
    /** A trained parameter with a gradient moves. */
    STAYS,
    /** A parameter that is not trained stays, in a layer that is not trained. */
    FROZEN_MOVES,
    /** A pass in inference mode changes nothing. */
    INFERENCE_CHANGES,
    /** A layer computes in inference what it computes in training, chance and statistics aside. */
    INFERENCE_DIFFERS,
    /** A layer gives the same values the same outputs in inference. */
    INFERENCE_RANDOM,
    /** A layer's outputs of a sample don't depend on the other samples in inference. */
    INFERENCE_OF_BATCH,
    /** A pass that measures, in training's mode but without updates, changes nothing. */
    MEASURING_CHANGES,
    /** A trained parameter is changed by the optimizer's steps and by nothing else. */
    MOVES_OUTSIDE,
    /** The same images, weights and mode have the same gradient, whatever was computed before. */
    GRADIENT_ADDS,
    /** The same images, weights and mode have the same loss. */
    OTHER_LOSS,
    /** The loss of a batch is the mean of its samples' losses. */
    OTHER_MEAN,
    /** The first step goes downhill. */
    UPHILL,
    /** A trained parameter moves by what its optimizer's formula gives. */
    OFF_FORMULA,
    /** A step with a loss has a gradient. */
    NO_GRADIENT,
    /** The network that is read from a file says what the one says that was written. */
    SAVED_DIFFERS,
    /** All weights of a trained parameter that have gradients move. */
    STAYS_IN_PART
  }
}
