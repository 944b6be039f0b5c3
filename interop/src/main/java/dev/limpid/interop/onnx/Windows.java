package dev.limpid.interop.onnx;

import dev.limpid.core.conv.Padding;

/**
 * How a window slides over an image, by the attributes that convolutions and pools share.
 *
 * @param kernel height and width
 * @param strides down and to the right
 * @param dilations between taps
 * @param pads rows and columns on the sides: top, left, bottom, right, as in ONNX
 * @param same whether padding is {@code SAME_UPPER}
 */
record Windows(int[] kernel, int[] strides, int[] dilations, int[] pads, boolean same) {

  /**
   * The window of a node.
   *
   * @param image height and width of what it slides over
   * @param kernel its height and width
   */
  static Windows of(OnnxNode node, int[] image, int... kernel) {
    int[] strides = pair(node, "strides", 1);
    int[] dilations = pair(node, "dilations", 1);
    int[] pads = new int[4];
    String auto = node.text("auto_pad", "NOTSET");
    switch (auto) {
      case "NOTSET", "" -> pads = pads(node);
      case "VALID", "SAME_UPPER" -> {}
      case "SAME_LOWER" -> {
        for (int i = 0; i < 2; i++) {
          int out = (image[i] - 1) / strides[i] + 1;
          int total =
              Math.max(0, (out - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1 - image[i]);
          pads[i] = total - total / 2;
          pads[i + 2] = total / 2;
        }
      }
      default -> throw new IllegalArgumentException("pads by the unknown rule '" + auto + "'");
    }
    return new Windows(kernel, strides, dilations, pads, auto.equals("SAME_UPPER"));
  }

  /** The size of a window by the attribute {@code kernel_shape}. */
  static int[] kernel(OnnxNode node) {
    return pair(node, "kernel_shape", 0);
  }

  private static int[] pair(OnnxNode node, String attribute, int otherwise) {
    long[] values = node.integers(attribute, otherwise, otherwise);
    if (values.length != 2) {
      throw new IllegalArgumentException(
          "works along " + values.length + " axes; only height and width, 2 axes, are supported");
    }
    for (long value : values) {
      if (value < 1 || value > 1 << 20) {
        throw new IllegalArgumentException("has " + value + " as one of its " + attribute);
      }
    }
    return new int[] {(int) values[0], (int) values[1]};
  }

  private static int[] pads(OnnxNode node) {
    long[] values = node.integers("pads", 0, 0, 0, 0);
    if (values.length != 4) {
      throw new IllegalArgumentException("has " + values.length + " paddings instead of 4");
    }
    int[] pads = new int[4];
    for (int i = 0; i < 4; i++) {
      if (values[i] < 0 || values[i] > 1 << 20) {
        throw new IllegalArgumentException("has a padding of " + values[i]);
      }
      pads[i] = (int) values[i];
    }
    return pads;
  }

  Padding padding() {
    return same ? Padding.SAME : padding(pads);
  }

  static Padding padding(int... pads) {
    return pads[0] + pads[1] + pads[2] + pads[3] == 0
        ? Padding.VALID
        : Padding.sides(pads[0], pads[2], pads[1], pads[3]);
  }

  /** The same window with other paddings. */
  Windows withPads(int... newPads) {
    return new Windows(kernel, strides, dilations, newPads, false);
  }

  /** The size of the window with its gaps, along the height (0) or the width (1). */
  int extent(int axis) {
    return Math.addExact(Math.multiplyExact(kernel[axis] - 1, dilations[axis]), 1);
  }
}
