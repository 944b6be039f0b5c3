package dev.limpid.bench.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Jazzer calls: once with the label of a {@link Target}, then with bytes again and again. */
public final class ReaderFuzz {
  private static Target target;
  private static Path folder;

  private ReaderFuzz() {}

  /** Chooses the target. */
  public static void fuzzerInitialize(String[] args) throws IOException {
    target = Target.of(args[0]);
    folder = Files.createTempDirectory("limpid-fuzz");
  }

  /** Hands bytes to it; whatever it throws is a finding. */
  public static void fuzzerTestOneInput(byte[] content) throws IOException {
    target.reads(content, folder);
  }
}
