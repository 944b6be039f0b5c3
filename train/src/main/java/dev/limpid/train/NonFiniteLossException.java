package dev.limpid.train;

/** The loss became NaN or infinite, and training stopped. */
public final class NonFiniteLossException extends RuntimeException {
  private static final long serialVersionUID = 1;

  NonFiniteLossException(String message) {
    super(message);
  }
}
