package dev.limpid.core.gemm;

import java.util.List;

/** Finds the implementations of {@link Gemm} that this JVM can run, and picks the fastest. */
public final class Gemms {
  private static final Gemm JAVA = new JavaGemm();

  private Gemms() {}

  /** The fastest implementation here, or the one that {@code -Dlimpid.gemm} forces. */
  public static Gemm best() {
    return JAVA;
  }

  /** Those that can be used here, fastest first. */
  public static List<Gemm> available() {
    return List.of(JAVA);
  }

  /**
   * The implementation of this name.
   *
   * @throws IllegalArgumentException if there is none of this name, or it can't be used here; the
   *     message says why and what would help
   */
  public static Gemm named(String name) {
    if (name.equals("java")) {
      return JAVA;
    }
    throw new IllegalArgumentException("no Gemm '" + name + "'; there is java");
  }
}
