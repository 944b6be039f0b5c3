package dev.limpid.optim;

/**
 * The formula of an optimizer, one weight at a time and in float64, as one would write it down: the
 * plain twin of {@link Optimizer#update}, to which the health of a training holds some weights of
 * some steps. {@link Sgd}, {@link RMSprop}, {@link Adam} and {@link AdamW} tell theirs; an
 * optimizer of one's own does in {@link Optimizer#formula}:
 *
 * <pre>{@code
 * public Optional<Formula> formula() { // of sign descent
 *   return Optional.of((w, g, decay, rate, step) ->
 *       w.to(w.value() - rate * Math.signum(g + decay * w.value())));
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Formula {
  /**
   * One weight, and what is remembered of it in its {@link Slots}.
   *
   * @param value of the weight
   * @param momentum 0 where none is kept
   * @param meanSquare 0 where none is kept
   */
  record Weight(double value, double momentum, double meanSquare) {
    /** The same with another value. */
    public Weight to(double newValue) {
      return new Weight(newValue, momentum, meanSquare);
    }
  }

  /**
   * What a step makes of a weight.
   *
   * @param before the weight before the step
   * @param gradient of the loss, clipped, without weight decay
   * @param decay weight decay of this weight's parameter
   * @param rate the learning rate, times the parameter's multiplier
   * @param step from 1
   */
  Weight after(Weight before, double gradient, double decay, double rate, long step);
}
