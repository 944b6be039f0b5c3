package dev.limpid.cli.serve;

/**
 * What a client may ask for.
 *
 * @param bytes of a request's body
 * @param pixels of an image
 * @param seconds that a request may take to arrive, and to wait for its turn
 * @param requests that are served or wait at once; others are told to come again
 * @param connections at once; more are closed
 */
public record Limits(int bytes, long pixels, int seconds, int requests, int connections) {
  /** Checks that something is allowed. */
  public Limits {
    if (bytes < 1 || pixels < 1 || seconds < 1 || requests < 1 || connections < 1) {
      throw new IllegalArgumentException("limits must be 1 or more");
    }
  }
}
