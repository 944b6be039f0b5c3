package dev.limpid.core.gemm;

import dev.limpid.core.Parallel;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jblas.util.Logger;

/**
 * Finds out whether jblas works here, by a real product of 2x2 matrices: its loader swallows its
 * own failure. It prints while it loads and fails, so the standard streams are put aside meanwhile.
 */
final class JblasProbe {
  private static final List<String> LIBRARY_FOLDERS =
      List.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib");

  private JblasProbe() {}

  static Candidate probe() {
    return quietly(JblasProbe::tryProduct);
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

  private static Candidate tryProduct() {
    try {
      Logger.getLogger().setLevel(Logger.ERROR); // it would report the files it deletes at exit
      JblasGemm gemm = new JblasGemm();
      float[] c = new float[4];
      gemm.multiply(
          false,
          false,
          2,
          2,
          2,
          new float[] {1, 2, 3, 4},
          new float[] {5, 6, 7, 8},
          0,
          c,
          Parallel.serial());
      if (c[0] == 19 && c[1] == 22 && c[2] == 43 && c[3] == 50) {
        return Candidate.usable(gemm, "native BLAS through jblas");
      }
      return Candidate.unusable("jblas", "its product of two 2x2 matrices was wrong");
    } catch (LinkageError | RuntimeException e) {
      return Candidate.unusable("jblas", explain(e));
    }
  }

  private static String explain(Throwable problem) {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
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
