package dev.limpid.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** Files that other programs made; tests that need them are skipped where they are not. */
final class References {
  private References() {}

  /** The folder {@code interop} in that which the environment variable names. */
  static Path folder() {
    String folder = System.getenv("LIMPID_REFERENCES");
    assumeTrue(folder != null, "LIMPID_REFERENCES names no folder of reference files");
    return Path.of(folder, "interop");
  }
}
