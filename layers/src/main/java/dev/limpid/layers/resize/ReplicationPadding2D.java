package dev.limpid.layers.resize;

import dev.limpid.layers.Options;

/**
 * An image with its edge repeated around it: a row {@code a b c} with two columns left and one
 * right becomes {@code a a a b c c}. {@code [H, W, C]} to {@code [top + H + bottom, left + W +
 * right, C]}. PyTorch's {@code ReplicationPad2d}, ONNX's Pad with {@code edge}.
 */
public final class ReplicationPadding2D extends Padding2D {
  /** As many rows and columns on all sides. */
  public ReplicationPadding2D(int all) {
    this(all, all, all, all);
  }

  /**
   * So many rows and columns on each side.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public ReplicationPadding2D(int top, int bottom, int left, int right) {
    super(new Margins(top, bottom, left, right));
  }

  /** Reads the options that {@link #config} writes. */
  public static ReplicationPadding2D read(Options options) {
    Margins read = Margins.read(options);
    return new ReplicationPadding2D(read.top(), read.bottom(), read.left(), read.right());
  }

  @Override
  int[] map(int before, int size, int after) {
    int[] map = new int[before + size + after];
    for (int i = 0; i < map.length; i++) {
      map[i] = Math.min(Math.max(i - before, 0), size - 1);
    }
    return map;
  }
}
