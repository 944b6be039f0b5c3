package dev.limpid.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Files that other programs made, in the folder that the environment variable LIMPID_REFERENCES
 * names; tests that need them are skipped where it is not set.
 */
public final class References {
  private static final String VARIABLE = "LIMPID_REFERENCES";

  private References() {}

  /** A file or folder below {@code interop}. */
  public static Path path(String name) {
    String folder = System.getenv(VARIABLE);
    Assumptions.assumeTrue(folder != null, VARIABLE + " is not set: no reference files");
    return Path.of(folder, "interop").resolve(name);
  }

  /** The files and folders in one, sorted. */
  public static List<Path> in(String name) throws IOException {
    try (Stream<Path> files = Files.list(path(name))) {
      return files.sorted().toList();
    }
  }
}
