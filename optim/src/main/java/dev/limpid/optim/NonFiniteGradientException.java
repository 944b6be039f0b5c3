package dev.limpid.optim;

/**
 * A gradient is NaN or infinite, so that the gradients have no norm to clip them by; the message
 * names the parameter. The step was refused, and nothing was changed.
 */
public final class NonFiniteGradientException extends ArithmeticException {
  private static final long serialVersionUID = 1;

  NonFiniteGradientException(String message) {
    super(message);
  }
}
