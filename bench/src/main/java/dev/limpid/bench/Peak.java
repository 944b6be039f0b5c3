package dev.limpid.bench;

import dev.limpid.core.Parallel;

/** The machine's peak of float32 multiply-adds: a loop that touches nothing but registers. */
public final class Peak {
  private static final int ROUNDS = 2_000_000;
  private static final int REPEATS = 5;

  private Peak() {}

  /** A loop of multiply-adds. */
  interface FmaLoop {
    /**
     * Runs the loop: one multiplication and one addition a value and round.
     *
     * @param state {@link #stateSize} values; modified
     */
    void run(float[] state, int rounds);

    /** How many values the loop wants. */
    int stateSize();

    /** Multiplications and additions of so many rounds. */
    default double flops(int rounds) {
      return 2.0 * stateSize() * rounds;
    }
  }

  /**
   * The loop on the Vector API.
   *
   * @throws IllegalStateException if its module is not there
   */
  static FmaLoop loop() {
    try {
      return new VectorFmaLoop();
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "the peak is measured on the Vector API: start Java with --add-modules"
              + " jdk.incubator.vector",
          e);
    }
  }

  static double flops(int rounds) {
    return loop().flops(rounds);
  }

  /** The best of some short runs on so many threads at once, in FLOP/s. Takes half a second. */
  public static double measure(int threads) {
    FmaLoop loop = loop();
    float[][] states = new float[threads][loop.stateSize()];
    double best = 0;
    try (Parallel parallel = Parallel.of(threads)) {
      for (int i = 0; i < REPEATS; i++) {
        long start = System.nanoTime();
        parallel.forEach(threads, t -> loop.run(states[t], ROUNDS));
        long nanos = System.nanoTime() - start;
        best = Math.max(best, threads * loop.flops(ROUNDS) / (nanos * 1e-9));
      }
    }
    return best;
  }
}
