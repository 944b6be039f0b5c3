package dev.limpid.vector;

import dev.limpid.core.internal.KernelProperties;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The data caches of a processor, in KB.
 *
 * @param level1 of a core
 * @param level2 of a core
 * @param level3 of all cores together, or of those that share one
 */
record CacheSizes(int level1, int level2, int level3) {
  /** The machine on which {@link Tuning} was measured: an AMD EPYC with AVX-512. */
  static final CacheSizes MEASURED = new CacheSizes(48, 1024, 32 * 1024);

  private static final Path OF_A_CORE = Path.of("/sys/devices/system/cpu/cpu0/cache");

  /** What processors have had at least for many years. */
  private static final int LEAST_LEVEL1 = 32;

  /**
   * Those of this machine: {@code -Dlimpid.l1=KB}, {@code -Dlimpid.l2}, {@code -Dlimpid.l3} where
   * given, else what Linux says, else 32 KB for the first level and {@link #MEASURED} for the rest.
   *
   * @throws IllegalArgumentException if a property is no whole number, or less than 1
   */
  static CacheSizes ofThisMachine() {
    Map<Integer, Integer> told = told();
    return new CacheSizes(
        KernelProperties.cache(1, told.getOrDefault(1, LEAST_LEVEL1)),
        KernelProperties.cache(2, told.getOrDefault(2, MEASURED.level2)),
        KernelProperties.cache(3, told.getOrDefault(3, MEASURED.level3)));
  }

  /** By their level; what Linux does not say, or says in another form, is missing. */
  private static Map<Integer, Integer> told() {
    Map<Integer, Integer> sizes = new TreeMap<>();
    try {
      for (int index = 0; Files.isDirectory(OF_A_CORE.resolve("index" + index)); index++) {
        Path cache = OF_A_CORE.resolve("index" + index);
        String size = read(cache, "size");
        if (!read(cache, "type").equals("Instruction") && size.matches("[1-9][0-9]{0,6}K")) {
          int kilobytes = Integer.parseInt(size.substring(0, size.length() - 1));
          sizes.put(Integer.valueOf(read(cache, "level")), kilobytes);
        }
      }
    } catch (IOException | NumberFormatException e) {
      return sizes;
    }
    return sizes;
  }

  private static String read(Path cache, String file) throws IOException {
    return Files.readString(cache.resolve(file)).strip();
  }
}
