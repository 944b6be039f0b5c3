package dev.limpid.layers.resize;

import dev.limpid.core.Shape;

/** The factors by which layers enlarge images. */
final class Factors {
  private Factors() {}

  static void require(String type, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          type + ": factors must be 1 or more, but are " + height + " and " + width);
    }
  }

  static Shape times(Shape image, int height, int width) {
    return Shape.of(
        Math.multiplyExact(image.dim(0), height),
        Math.multiplyExact(image.dim(1), width),
        image.dim(2));
  }
}
