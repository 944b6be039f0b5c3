package dev.limpid.vector;

import dev.limpid.core.internal.KernelProperties;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * Which micro-kernel computes, and by how deep slices. All of them add in the same order, so that
 * the choice changes time alone, never a bit.
 *
 * <p>It begins with what registers and caches suggest. After as much work as training a small
 * network takes for a second, {@link Calibration} measures the others once, in the background, and
 * one that is clearly faster takes over. {@code -Dlimpid.tile=4|6|8} (rows) and {@code
 * -Dlimpid.slice=128|256} fix the choice; {@code -Dlimpid.calibrate=false} leaves it as it begins.
 */
final class TileChoice {
  /** Multiply-adds after which it is worth measuring: half a second to three. */
  private static final long ENOUGH_WORK = 50_000_000_000L;

  private final LongAdder work = new LongAdder();
  private final List<MicroKernel> candidates;
  private volatile MicroKernel chosen;
  private volatile boolean counts;
  private volatile String reason;

  private TileChoice(List<MicroKernel> candidates, boolean counts, String reason) {
    this.candidates = candidates;
    this.chosen = candidates.get(0);
    this.counts = counts;
    this.reason = reason;
  }

  /**
   * The choice for a machine with these caches.
   *
   * @throws IllegalArgumentException if a property has a bad value
   */
  static TileChoice of(CacheSizes caches) {
    Tuning tuning = Tuning.of(caches, MicroKernel.panelWidth());
    Optional<Integer> tile = KernelProperties.tile();
    Optional<Integer> slice = KernelProperties.slice();
    int rows = tile.orElse(MicroKernel.usualRows());
    MicroKernel first = MicroKernel.of(rows, tuning.withSlice(slice.orElse(tuning.sliceDepth())));
    if (tile.isPresent() || slice.isPresent()) {
      return fixed(first);
    }
    return KernelProperties.calibrate()
        ? new TileChoice(MicroKernel.candidates(first), true, "others not measured yet")
        : new TileChoice(List.of(first), false, "others not measured");
  }

  /** This one and no other. */
  static TileChoice fixed(MicroKernel micro) {
    return new TileChoice(List.of(micro), false, "fixed");
  }

  /** The one to compute with now. */
  MicroKernel now() {
    return chosen;
  }

  /** Counts multiply-adds that are about to be done; when they are enough, begins to measure. */
  void count(long multiplyAdds) {
    if (counts) {
      work.add(multiplyAdds);
      if (work.sum() >= ENOUGH_WORK) {
        measure();
      }
    }
  }

  private synchronized void measure() {
    if (counts) {
      counts = false;
      Thread thread = new Thread(this::calibrate, "limpid-calibration");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void calibrate() {
    Calibration.Result result = Calibration.measure(candidates);
    chosen = result.best();
    reason = result.toString();
    System.getLogger("dev.limpid").log(System.Logger.Level.DEBUG, this::toString);
  }

  /** What is chosen, and why. */
  @Override
  public String toString() {
    return chosen + " (" + reason + ")";
  }
}
