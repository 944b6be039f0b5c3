package dev.limpid.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names the machine on which is measured. */
final class Hardware {
  private Hardware() {}

  /** The processor's name and widest vectors, as Linux tells them, or the architecture. */
  static String processor() {
    try {
      String name = "";
      String vectors = "";
      for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
        String value = line.substring(line.indexOf(':') + 1).trim();
        if (line.startsWith("model name")) {
          name = value;
        } else if (line.startsWith("flags")) {
          String flags = " " + value + " ";
          vectors =
              flags.contains(" avx512f ") ? "AVX-512" : flags.contains(" avx2 ") ? "AVX2" : "";
        }
      }
      return name + (vectors.isEmpty() ? "" : ", " + vectors);
    } catch (IOException e) {
      return System.getProperty("os.arch");
    }
  }

  static long memoryBytes() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }
}
