package dev.limpid.interop.keras;

/** What a file asks for is not understood; turned into one line about the file on the way out. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  Refusal(String problem) {
    super(problem, null, false, false);
  }
}
