package dev.limpid.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line in a JVM of its own, so that it can be killed; on plain Java kernels, which give
 * the same bits in each.
 */
final class ChildJvm {
  private ChildJvm() {}

  /**
   * Starts it.
   *
   * @param out gets what it prints; null for nobody
   */
  static Process start(List<String> arguments, Path out, Path err) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Dlimpid.relaunch=false", "-Dlimpid.gemm=java"));
    command.add("-XX:TieredStopAtLevel=1"); // a run of seconds takes half the time without C2
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Limpid.class.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectOutput(out == null ? ProcessBuilder.Redirect.DISCARD : redirect(out))
        .redirectError(redirect(err))
        .start();
  }

  private static ProcessBuilder.Redirect redirect(Path file) {
    return ProcessBuilder.Redirect.to(file.toFile());
  }
}
