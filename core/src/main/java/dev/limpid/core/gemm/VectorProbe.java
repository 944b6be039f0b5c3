package dev.limpid.core.gemm;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether the Vector API would be fast here, before any class that uses it is loaded.
 *
 * <p>Where C2 does not compile it, each vector operation is an object: a dot product of 1,024
 * floats was measured at 45 ns with C2, 7,556 with C1 alone, 953,185 interpreted; and without FMA
 * instructions {@code fma} is computed with BigDecimal (750,602 ns).
 */
final class VectorProbe {
  private static final String MODULE = "jdk.incubator.vector";
  private static final String IMPLEMENTATION = "dev.limpid.core.vector.VectorGemm";
  private static final int NEWEST_TESTED_JDK = 25;

  /**
   * Vectors of 128 bits only where 32 registers hold a tile of them, and jblas has no library. The
   * property lets the tests run with narrower vectors.
   */
  private static final int MINIMUM_BITS =
      Integer.getInteger(
          "limpid.leastbits", System.getProperty("os.arch", "").equals("aarch64") ? 128 : 256);

  private VectorProbe() {}

  static Candidate probe() {
    Optional<String> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return Candidate.unusable("vector", obstacle.get());
    }
    try {
      Module vectors = ModuleLayer.boot().findModule(MODULE).orElseThrow();
      VectorProbe.class.getModule().addReads(vectors);
      Class<?> type = Class.forName(IMPLEMENTATION);
      int bits = (int) type.getMethod("vectorBits").invoke(null);
      if (bits < MINIMUM_BITS) {
        return Candidate.unusable(
            "vector", "this processor's vectors have " + bits + " bits; it takes " + MINIMUM_BITS);
      }
      return Candidate.usable(
          (Gemm) type.getConstructor().newInstance(), "Vector API, " + bits + " bits");
    } catch (ReflectiveOperationException | LinkageError | RuntimeException e) {
      return Candidate.unusable("vector", "the Vector API failed to start: " + e);
    }
  }

  private static Optional<String> obstacle() {
    int jdk = Runtime.version().feature();
    if (jdk > NEWEST_TESTED_JDK) {
      return Optional.of(
          "Java " + jdk + " is newer than those tested; Java 17 to " + NEWEST_TESTED_JDK + " work");
    }
    String vm = System.getProperty("java.vm.name", "");
    if (!vm.contains("HotSpot") && !vm.contains("OpenJDK")) {
      return Optional.of("the JVM is " + vm + ", not HotSpot");
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of(
          "the module " + MODULE + " is missing; start Java with --add-modules " + MODULE);
    }
    return slowCompiler();
  }

  /** What keeps C2 from compiling vector operations into instructions. */
  private static Optional<String> slowCompiler() {
    List<String> arguments = ManagementFactory.getRuntimeMXBean().getInputArguments();
    if (arguments.contains("-Xint")
        || System.getProperty("java.vm.info", "").contains("interpreted")) {
      return Optional.of("Java only interprets (-Xint)");
    }
    if (flagIs("TieredStopAtLevel", "0", "1", "2", "3")) {
      return Optional.of("the C2 compiler is off (TieredStopAtLevel below 4)");
    }
    if (flagIs("UseJVMCICompiler", "true")) {
      return Optional.of("the C2 compiler is replaced (UseJVMCICompiler)");
    }
    if (flagIs("UseFMA", "false")) {
      return Optional.of("the processor's FMA instructions are missing or off (UseFMA)");
    }
    return Optional.empty();
  }

  private static boolean flagIs(String flag, String... values) {
    return HotSpotFlags.value(flag).map(value -> List.of(values).contains(value)).orElse(false);
  }
}
