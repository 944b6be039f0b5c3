package dev.limpid.layers.pool;

import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Options;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sizes that the pooling layers share. */
record Pooling(
    int height, int width, int strideHeight, int strideWidth, int dilation, Padding padding) {
  private static final int MOST_VALUES = 1 << 20;

  Pooling {
    if (Math.min(height, width) < 1 || Math.min(strideHeight, strideWidth) < 1 || dilation < 1) {
      throw new IllegalArgumentException(
          "pool size, stride and dilation must be 1 or more, but are "
              + Options.heightByWidth(height, width)
              + ", "
              + Options.heightByWidth(strideHeight, strideWidth)
              + " and "
              + dilation);
    }
    if ((long) height * width > MOST_VALUES) {
      throw new IllegalArgumentException(
          "a pool of "
              + Options.heightByWidth(height, width)
              + " has more than "
              + MOST_VALUES
              + " values; GlobalAvgPool2D takes whole images");
    }
    // A window that lies wholly on the padding would have no maximum and no mean.
    if (reaches(padding, 0) >= extent(height, dilation)
        || reaches(padding, 1) >= extent(width, dilation)) {
      throw new IllegalArgumentException(
          "padding must be smaller than the pool size, but is "
              + padding
              + " for a pool of "
              + Options.heightByWidth(height, width));
    }
  }

  private static long extent(int size, int dilation) {
    return (size - 1L) * dilation + 1;
  }

  /** The larger padding along an axis. */
  private static int reaches(Padding padding, int axis) {
    if (padding instanceof Padding.Sides sides) {
      return axis == 0
          ? Math.max(sides.top(), sides.bottom())
          : Math.max(sides.left(), sides.right());
    }
    if (padding instanceof Padding.Explicit explicit) {
      return axis == 0 ? explicit.height() : explicit.width();
    }
    return 0;
  }

  /** Windows side by side, no padding. */
  static Pooling of(int height, int width) {
    return new Pooling(height, width, height, width, 1, Padding.VALID);
  }

  static Pooling read(Options options) {
    int[] pool = options.heightByWidth("pool");
    int[] stride = options.heightByWidth("stride");
    return new Pooling(pool[0], pool[1], stride[0], stride[1], 1, options.padding("padding"));
  }

  Pooling withStride(int newHeight, int newWidth) {
    return new Pooling(height, width, newHeight, newWidth, dilation, padding);
  }

  Pooling withPadding(Padding newPadding) {
    return new Pooling(height, width, strideHeight, strideWidth, dilation, newPadding);
  }

  Pooling withDilation(int newDilation) {
    return new Pooling(height, width, strideHeight, strideWidth, newDilation, padding);
  }

  Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("pool", Options.heightByWidth(height, width));
    config.put("stride", Options.heightByWidth(strideHeight, strideWidth));
    config.put("padding", padding.toString());
    if (dilation != 1) {
      config.put("dilation", dilation);
    }
    return config;
  }

  Window rows(Shape input) {
    return Window.along(0, input.dim(0), height, strideHeight, dilation, padding);
  }

  Window columns(Shape input) {
    return Window.along(1, input.dim(1), width, strideWidth, dilation, padding);
  }

  Shape outputShape(Layer layer, Shape input) {
    requireImage(layer, input);
    try {
      return Shape.of(rows(input).output(), columns(input).output(), input.dim(2));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(layer + " on " + input + ": " + e.getMessage(), e);
    }
  }

  static void requireImage(Layer layer, Shape input) {
    if (input.rank() != 3 || input.size() == 0) {
      throw new IllegalArgumentException(
          layer + ": expected images of shape [H,W,C], got " + input);
    }
  }
}
