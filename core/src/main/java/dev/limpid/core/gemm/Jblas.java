package dev.limpid.core.gemm;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jblas.util.Logger;

/**
 * The matrix product of jblas, and whether it works here. That is found out by a few small
 * products, because its loader swallows its own failure, and its library for some processors gives
 * wrong numbers. It prints while it loads and fails, so the standard streams are put aside
 * meanwhile.
 */
public final class Jblas {
  private static final List<String> LIBRARY_FOLDERS =
      List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib");

  private Jblas() {}

  /** What keeps jblas from working here, and what would help; empty if it works. */
  public static Optional<String> obstacle() {
    return quietly(Jblas::tryProduct);
  }

  /** The product; only where there is no {@link #obstacle}. */
  public static Gemm gemm() {
    return JblasGemm.INSTANCE;
  }

  /** Loads with the standard streams put aside. */
  static <T> T quietly(Supplier<T> load) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    try {
      System.setOut(nowhere);
      System.setErr(nowhere);
      return load.get();
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  private static Optional<String> tryProduct() {
    try {
      Logger.getLogger().setLevel(Logger.ERROR); // it would report the files it deletes at exit
      return obstacle(gemm());
    } catch (LinkageError | RuntimeException e) {
      return Optional.of(explain(e));
    }
  }

  /** What is wrong with products that load; empty if nothing is. */
  static Optional<String> obstacle(Gemm gemm) {
    return GemmCheck.fault(gemm)
        .map(
            fault ->
                "its native library computes wrongly on "
                    + System.getProperty("os.name", "")
                    + " "
                    + System.getProperty("os.arch", "")
                    + ": "
                    + fault);
  }

  private static String explain(Throwable problem) {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    if (problem instanceof NoClassDefFoundError && problem.getMessage().contains("org/jblas")) {
      return "the jar of jblas is missing; on the module path it also takes --add-modules jblas";
    }
    if (os.startsWith("Mac") && arch.equals("aarch64")) {
      return "it has no library for macOS on arm64";
    }
    if (os.startsWith("Linux") && !hasGfortran()) {
      return "libgfortran.so.5 missing; install libgfortran5";
    }
    return "its native library does not load on " + os + " " + arch + " (" + problem + ")";
  }

  private static boolean hasGfortran() {
    return LIBRARY_FOLDERS.stream()
        .anyMatch(folder -> Files.exists(Path.of(folder, "libgfortran.so.5")));
  }
}
