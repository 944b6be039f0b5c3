package dev.limpid.vector;

import dev.limpid.core.compute.KernelProvider;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.internal.KernelProperties;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * Finds out whether the Vector API would be fast here, before any class that uses it is loaded, and
 * gives the kernels.
 *
 * <p>Where C2 does not compile it, each vector operation is an object: a dot product of 1,024
 * floats was measured at 45 ns with C2, 7,556 with C1 alone, 953,185 interpreted; and without FMA
 * instructions {@code fma} is computed with BigDecimal (750,602 ns).
 */
public final class VectorProvider implements KernelProvider {
  static final String NAME = "vector";

  private static final String MODULE = "jdk.incubator.vector";
  private static final int NEWEST_TESTED_JDK = 25;

  /** Allows a JDK that is newer than those tested. */
  private static final String NEWER_JDK = "limpid.newerjdk";

  /** The provider, as the service loader makes it. */
  public VectorProvider() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> obstacle() {
    int least = leastBits();
    return missing().or(VectorProvider::slowCompiler).or(() -> narrow(least));
  }

  @Override
  public Kernels kernels() {
    return new VectorKernels(CacheSizes.ofThisMachine());
  }

  /**
   * Vectors of 128 bits only where 32 registers hold a tile of them, and jblas has no library. The
   * property lets the tests run with narrower vectors.
   */
  private static int leastBits() {
    boolean manyRegisters = System.getProperty("os.arch", "").equals("aarch64");
    return KernelProperties.leastBits(manyRegisters ? 128 : 256);
  }

  private static Optional<String> narrow(int least) {
    try {
      int bits = VectorKernels.vectorBits();
      return bits >= least
          ? Optional.empty()
          : Optional.of(
              "this JVM's vectors have "
                  + bits
                  + " bits, by its processor or by flags such as -XX:UseAVX and"
                  + " -XX:MaxVectorSize; it takes "
                  + least);
    } catch (LinkageError | RuntimeException e) {
      return Optional.of("the Vector API failed to start: " + e);
    }
  }

  private static Optional<String> missing() {
    int jdk = Runtime.version().feature();
    boolean newerAllowed = KernelProperties.newerJdk();
    if (jdk > NEWEST_TESTED_JDK && !newerAllowed) {
      return Optional.of(
          "Java "
              + jdk
              + " is newer than those tested, 17 to "
              + NEWEST_TESTED_JDK
              + "; -D"
              + NEWER_JDK
              + "=true tries it");
    }
    String vm = System.getProperty("java.vm.name", "");
    if (!vm.contains("HotSpot") && !vm.contains("OpenJDK")) {
      return Optional.of("the JVM is " + vm + ", not HotSpot");
    }
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of(
          "the module " + MODULE + " is missing; start Java with --add-modules " + MODULE);
    }
    return Optional.empty();
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
    if (flagIs("CompilationMode", "quick-only")) {
      return Optional.of("the C2 compiler is off (CompilationMode)");
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
