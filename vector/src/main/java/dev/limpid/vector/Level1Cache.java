package dev.limpid.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of a core's first-level data cache, as Linux tells it. */
final class Level1Cache {
  private static final Path SIZE = Path.of("/sys/devices/system/cpu/cpu0/cache/index0/size");

  /** What processors have had at least for many years. */
  private static final int LEAST = 32;

  /** Its KB: {@code -Dlimpid.l1=KB} if given, else what Linux says, else 32. */
  static final int KILOBYTES = Integer.getInteger("limpid.l1", told());

  private Level1Cache() {}

  private static int told() {
    try {
      String size = Files.readString(SIZE).strip();
      return size.endsWith("K") ? Integer.parseInt(size.substring(0, size.length() - 1)) : LEAST;
    } catch (IOException | RuntimeException e) {
      return LEAST;
    }
  }
}
