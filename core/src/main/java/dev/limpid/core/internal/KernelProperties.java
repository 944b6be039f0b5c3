package dev.limpid.core.internal;

import java.util.List;
import java.util.Optional;

/**
 * The system properties that concern the kernels on the Vector API alone. All of them are looked at
 * whichever kernels compute, so that a value that makes no sense is refused in the same words with
 * {@code -Dlimpid.gemm=java}, or where the Vector API can't be had.
 */
public final class KernelProperties {
  private static final List<Integer> TILES = List.of(4, 6, 8);
  private static final List<Integer> SLICES = List.of(128, 256);

  private KernelProperties() {}

  /**
   * Looks at all of them.
   *
   * @throws IllegalArgumentException if one has a bad value
   */
  public static void check() {
    tile();
    slice();
    calibrate();
    for (int level = 1; level <= 3; level++) {
      cache(level, 1);
    }
    leastBits(1);
    newerJdk();
  }

  /**
   * Rows of the micro-tile, 4, 6 or 8; empty where the property is not set.
   *
   * @throws IllegalArgumentException if the value is bad
   */
  public static Optional<Integer> tile() {
    return Property.oneOf("limpid.tile", TILES);
  }

  /**
   * Depth of a slice, 128 or 256; empty where the property is not set.
   *
   * @throws IllegalArgumentException if the value is bad
   */
  public static Optional<Integer> slice() {
    return Property.oneOf("limpid.slice", SLICES);
  }

  /**
   * Whether micro-tiles and slices may be measured.
   *
   * @throws IllegalArgumentException if the value is bad
   */
  public static boolean calibrate() {
    return Property.flag("limpid.calibrate", true);
  }

  /**
   * The size of a data cache in KB.
   *
   * @param level 1 to 3
   * @param otherwise what it is where the property is not set
   * @throws IllegalArgumentException if the value is bad
   */
  public static int cache(int level, int otherwise) {
    return Property.wholeNumber("limpid.l" + level, 1, otherwise);
  }

  /**
   * The shortest vectors for which the Vector API is taken.
   *
   * @param otherwise what it is where the property is not set
   * @throws IllegalArgumentException if the value is bad
   */
  public static int leastBits(int otherwise) {
    return Property.wholeNumber("limpid.leastbits", 32, otherwise);
  }

  /**
   * Whether a JDK may be taken that is newer than those tested.
   *
   * @throws IllegalArgumentException if the value is bad
   */
  public static boolean newerJdk() {
    return Property.flag("limpid.newerjdk", false);
  }
}
