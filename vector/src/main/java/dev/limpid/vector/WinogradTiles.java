package dev.limpid.vector;

import dev.limpid.core.conv.ConvGeometry;
import java.util.Comparator;
import java.util.List;

/**
 * The tiles of a Winograd convolution: so many results down and across, each direction with a
 * {@link WinogradTransform} of its own.
 *
 * <p>A tile of 4x4 results takes 36 multiplications for each channel instead of 144, one of 5x5
 * takes 49 instead of 225, one of 6x3 takes 40 instead of 162. (Lavin and Gray, "Fast Algorithms
 * for Convolutional Neural Networks", 2015.)
 *
 * @param down along the columns of an image
 * @param across along its rows
 */
record WinogradTiles(WinogradTransform down, WinogradTransform across) {
  /** Beside a side of 6 this is the longest: larger tiles lose digits. */
  private static final int MOST_BESIDE_SIX = 3;

  /** An array holds twice as many; rows of gradients have some more. */
  private static final long MOST_KERNEL_FLOATS = 1L << 30;

  private static final List<WinogradTransform> TRANSFORMS =
      List.of(
          Winograd2.TRANSFORM,
          Winograd3.TRANSFORM,
          Winograd4.TRANSFORM,
          Winograd5.TRANSFORM,
          Winograd6.TRANSFORM);

  /** Tiles of 2x2 results, the most exact. */
  static WinogradTiles smallest() {
    return square(2);
  }

  /** Tiles with so many results down and as many across, 2 to 5. */
  static WinogradTiles square(int results) {
    WinogradTransform side = TRANSFORMS.get(results - 2);
    return new WinogradTiles(side, side);
  }

  /**
   * All that may be taken: those whose errors, of sums over 64 channels, are less than 5e-6 of the
   * largest value.
   */
  static List<WinogradTiles> all() {
    return TRANSFORMS.stream()
        .flatMap(down -> TRANSFORMS.stream().map(across -> new WinogradTiles(down, across)))
        .filter(WinogradTiles::isExact)
        .toList();
  }

  private boolean isExact() {
    int longer = Math.max(down.outputs(), across.outputs());
    int shorter = Math.min(down.outputs(), across.outputs());
    return longer < 6 || shorter <= MOST_BESIDE_SIX;
  }

  /**
   * Those that compute a convolution with the fewest multiplications; of equals the smallest, which
   * are the most exact.
   */
  static WinogradTiles fewestMultiplications(ConvGeometry geometry) {
    return all().stream()
        .filter(tiles -> tiles.fit(geometry))
        .min(Comparator.comparingLong(tiles -> tiles.multiplications(geometry)))
        .orElse(smallest());
  }

  /** Floats of a transformed kernel. */
  long kernelFloats(ConvGeometry geometry) {
    return (long) components() * geometry.channels() * geometry.filters();
  }

  /** Whether a transformed kernel, and its gradient, fit an array. */
  boolean fit(ConvGeometry geometry) {
    return kernelFloats(geometry) <= MOST_KERNEL_FLOATS;
  }

  /** For each channel and filter of an image. */
  private long multiplications(ConvGeometry geometry) {
    long rows = down.tiles(geometry.rows().output());
    return rows * across.tiles(geometry.columns().output()) * components();
  }

  /** The components of a transformed tile. */
  int components() {
    return down.size() * across.size();
  }

  /** By which a choice asks for them, or by both sides. */
  String name() {
    int m = down.outputs();
    int n = across.outputs();
    return "winograd" + m + (m == n ? "" : "x" + n);
  }
}
