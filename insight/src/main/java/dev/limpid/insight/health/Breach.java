package dev.limpid.insight.health;

/**
 * A rule that every training keeps, and that one broke in its first steps: an error that no
 * exception tells. The rules are those of which TrainCheck (Jiang et al. 2025, arXiv:2506.14813)
 * finds the most errors, here as a library that owns its layers can state them.
 *
 * @param rule which one
 * @param parameter of which parameter
 * @param step after which it was seen, from 1
 * @param size how far it moved; of {@link Rule#STAYS} the largest step that its gradient asked for,
 *     over its largest value
 */
public record Breach(Rule rule, String parameter, int step, double size) {
  /** What was broken. */
  public enum Rule {
    /** A trained parameter with a gradient moves. */
    STAYS,
    /** A parameter that is not trained stays, in a layer that is not trained. */
    FROZEN_MOVES,
    /** A pass in inference mode changes nothing. */
    INFERENCE_CHANGES
  }
}
