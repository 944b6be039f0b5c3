package dev.limpid.core.gemm;

/**
 * An implementation that may be usable here.
 *
 * @param name as it is asked for
 * @param gemm the implementation, or null if it can't be used here
 * @param reason what it runs on, or why it can't be used and what would help
 */
record Candidate(String name, Gemm gemm, String reason) {
  static Candidate usable(Gemm gemm, String reason) {
    return new Candidate(gemm.name(), gemm, reason);
  }

  static Candidate unusable(String name, String reason) {
    return new Candidate(name, null, reason);
  }

  boolean isUsable() {
    return gemm != null;
  }

  @Override
  public String toString() {
    return name + (isUsable() ? ": " : " not usable: ") + reason;
  }
}
