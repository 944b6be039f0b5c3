package dev.limpid.core.compute;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Options for a JVM that trains; all of them can be done without. */
public final class JvmOptions {
  private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private JvmOptions() {}

  /**
   * The options of HotSpot that suit a training; those that come later on a command line win.
   *
   * <ul>
   *   <li>{@code -XX:+UseTransparentHugePages} where Linux has them: activations and transformed
   *       tiles are hundreds of megabytes, far more than the processor's table of small pages
   *       covers.
   *   <li>{@code -Xmn64m}: until HotSpot has compiled the kernels each vector is an object, and a
   *       young generation without a limit grows by hundreds of megabytes for these first seconds.
   * </ul>
   */
  public static List<String> forTraining() {
    List<String> options = new ArrayList<>();
    if (hasHugePages()) {
      options.add("-XX:+UseTransparentHugePages");
    }
    options.add("-Xmn64m");
    return options;
  }

  /** Without them HotSpot would complain of the option; systems other than Linux don't know it. */
  private static boolean hasHugePages() {
    try {
      return Files.isReadable(HUGE_PAGES) && !Files.readString(HUGE_PAGES).contains("[never]");
    } catch (IOException e) {
      return false;
    }
  }
}
