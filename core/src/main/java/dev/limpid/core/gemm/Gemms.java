package dev.limpid.core.gemm;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Finds the implementations of {@link Gemm} that this JVM can run, and picks the fastest: the
 * Vector API, then jblas, then plain Java. {@code -Dlimpid.gemm=vector|jblas|java} forces one.
 *
 * <p>What was chosen, and why, is logged once to the system logger {@code dev.limpid}, and can be
 * asked for with {@link #explain()}.
 */
public final class Gemms {
  /** The system property that forces an implementation. */
  public static final String PROPERTY = "limpid.gemm";

  private Gemms() {}

  /**
   * The fastest implementation here, or the one that {@code -Dlimpid.gemm} forces.
   *
   * @throws IllegalArgumentException if the forced one does not exist or can't be used here
   */
  public static Gemm best() {
    return Best.CHOSEN;
  }

  /** Those that can be used here, fastest first. */
  public static List<Gemm> available() {
    return All.CANDIDATES.stream().filter(Candidate::isUsable).map(Candidate::gemm).toList();
  }

  /**
   * The implementation of this name.
   *
   * @throws IllegalArgumentException if there is none of this name, or it can't be used here; the
   *     message says why and what would help
   */
  public static Gemm named(String name) {
    for (Candidate candidate : All.CANDIDATES) {
      if (candidate.name().equals(name)) {
        if (!candidate.isUsable()) {
          throw new IllegalArgumentException(candidate.toString());
        }
        return candidate.gemm();
      }
    }
    String names = All.CANDIDATES.stream().map(Candidate::name).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("no matrix product '" + name + "'; there are " + names);
  }

  /** One line for each implementation, usable or not and why, and one for what is chosen. */
  public static List<String> explain() {
    List<String> lines = new ArrayList<>();
    All.CANDIDATES.forEach(candidate -> lines.add(candidate.toString()));
    String forced = System.getProperty(PROPERTY);
    lines.add(
        "chosen: "
            + best().name()
            + (forced == null ? ", the first that is usable" : ", forced by -D" + PROPERTY));
    return List.copyOf(lines);
  }

  /** Looked for when first asked for: loading jblas takes a while. */
  private static final class All {
    static final List<Candidate> CANDIDATES =
        List.of(
            VectorProbe.probe(),
            JblasProbe.probe(),
            Candidate.usable(new JavaGemm(), "plain Java, runs everywhere"));
  }

  private static final class Best {
    static final Gemm CHOSEN = choose();

    private static Gemm choose() {
      String forced = System.getProperty(PROPERTY);
      Gemm gemm = forced == null ? available().get(0) : named(forced);
      System.Logger log = System.getLogger("dev.limpid");
      Candidate fastest = All.CANDIDATES.get(0);
      if (forced == null && !fastest.isUsable()) {
        log.log(System.Logger.Level.WARNING, fastest + "; using " + gemm.name());
      } else {
        log.log(System.Logger.Level.DEBUG, "matrix products: " + gemm.name());
      }
      return gemm;
    }
  }
}
