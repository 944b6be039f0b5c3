package dev.limpid.layers.resize;

import dev.limpid.layers.Layer;
import dev.limpid.layers.Options;
import java.util.Map;

/** How many rows and columns a layer adds or takes away on each side. */
record Margins(int top, int bottom, int left, int right) {
  Margins {
    if (top < 0 || bottom < 0 || left < 0 || right < 0) {
      throw new IllegalArgumentException(
          "rows and columns at the sides must not be negative, but are "
              + top
              + " above, "
              + bottom
              + " below, "
              + left
              + " left and "
              + right
              + " right");
    }
  }

  static Margins read(Options options) {
    return new Margins(
        options.integer("top"),
        options.integer("bottom"),
        options.integer("left"),
        options.integer("right"));
  }

  Map<String, Object> config() {
    return Map.of("top", top, "bottom", bottom, "left", left, "right", right);
  }

  /** The size of an image with margins. */
  static int padded(Layer layer, int before, int size, int after) {
    long padded = (long) before + size + after;
    if (padded > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(layer + ": an image of " + padded + " rows or columns");
    }
    return (int) padded;
  }
}
