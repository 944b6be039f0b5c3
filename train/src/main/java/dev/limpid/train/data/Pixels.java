package dev.limpid.train.data;

import dev.limpid.core.Shape;

/** The common part of the augmentations. */
final class Pixels {
  private Pixels() {}

  /** The value, or the end of 0 to 1 that it lies beyond. */
  static float clamp(float value) {
    return Math.max(0, Math.min(1, value));
  }

  /** Throws if samples are no images. */
  static void requireImage(Shape shape) {
    if (shape.rank() != 3) {
      throw new IllegalArgumentException(
          "augmentation: samples must be images, [H,W,C], but are " + shape);
    }
  }

  /** Throws if a setting is not between two bounds, both allowed. */
  static void requireRange(String what, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "augmentation: " + what + " must be " + low + " to " + high + ", but is " + value);
    }
  }
}
