package dev.limpid.insight.json;

/** The checks that a record makes of its components, whoever wrote the file that they come from. */
public final class Require {
  private Require() {}

  /**
   * Refuses components that are not as they should be.
   *
   * @param right whether they are
   * @param message what would be right
   * @throws IllegalArgumentException if they are not
   */
  public static void that(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }
}
