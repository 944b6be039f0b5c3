package dev.limpid.optim;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;

/**
 * An optimizer's memory of one parameter from step to step. Zeros before the first step; made once.
 *
 * @param parameter whose
 * @param momentum the moving average of gradients, of the parameter's shape: the velocity of {@link
 *     Sgd}, the first moment of {@link Adam} and {@link AdamW}, the velocity of {@link RMSprop};
 *     null where the optimizer keeps none
 * @param meanSquare the moving average of squared gradients, of the parameter's shape: the second
 *     moment of {@link Adam}, {@link AdamW} and {@link RMSprop}; null for {@link Sgd}
 */
public record Slots(Parameter parameter, Tensor momentum, Tensor meanSquare) {
  /**
   * Zeros for one parameter.
   *
   * @param withMomentum whether there is a moving average of gradients
   * @param withMeanSquare whether there is one of squared gradients
   */
  public static Slots of(Parameter parameter, boolean withMomentum, boolean withMeanSquare) {
    return new Slots(
        parameter,
        withMomentum ? Tensor.zeros(parameter.value().shape()) : null,
        withMeanSquare ? Tensor.zeros(parameter.value().shape()) : null);
  }
}
