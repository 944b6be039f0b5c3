package dev.limpid.insight.run;

/** A run's folder can't be read or written; the message says in one line what is wrong with it. */
public final class RunException extends RuntimeException {
  private static final long serialVersionUID = 1;

  RunException(String message) {
    super(message);
  }

  RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
