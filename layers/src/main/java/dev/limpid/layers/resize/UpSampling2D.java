package dev.limpid.layers.resize;

import dev.limpid.core.Shape;
import dev.limpid.layers.Options;
import java.util.Map;

/**
 * Repeats each row and column of an image: {@code [H, W, C]} to {@code [H height, W width, C]}, the
 * nearest neighbour. Keras's UpSampling2D by default; {@link BilinearUpSampling2D} interpolates.
 */
public final class UpSampling2D extends PixelMap {
  private final int height;
  private final int width;

  /** The same factor in both directions. */
  public UpSampling2D(int factor) {
    this(factor, factor);
  }

  /**
   * Factors downward and to the right.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public UpSampling2D(int height, int width) {
    Factors.require("UpSampling2D", height, width);
    this.height = height;
    this.width = width;
  }

  /** Reads the options that {@link #config} writes. */
  public static UpSampling2D read(Options options) {
    int[] factor = options.heightByWidth("factor");
    return new UpSampling2D(factor[0], factor[1]);
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("factor", Options.heightByWidth(height, width));
  }

  @Override
  public Shape outputShape(Shape input) {
    requireImage(input);
    return Factors.times(input, height, width);
  }

  @Override
  int[] rows(int size) {
    return repeat(size, height);
  }

  @Override
  int[] columns(int size) {
    return repeat(size, width);
  }

  private static int[] repeat(int size, int factor) {
    int[] map = new int[size * factor];
    for (int i = 0; i < map.length; i++) {
      map[i] = i / factor;
    }
    return map;
  }
}
