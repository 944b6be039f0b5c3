package dev.limpid.core.conv;

import java.util.Arrays;

/**
 * Unfolds images into the matrix of their patches, and folds such a matrix back ("im2col" and
 * "col2im").
 *
 * <p>Row {@code (image, p, q)} of the matrix holds what the window sees at position {@code (p, q)},
 * in the order of the kernel: tap row, tap column, channel. In NHWC the channels of one tap are
 * neighbours in both, so that each tap is one copy.
 */
final class Patches {
  private final ConvGeometry geometry;
  private final Window rows;
  private final Window columns;
  private final int channelsOfGroup;

  Patches(ConvGeometry geometry) {
    this.geometry = geometry;
    this.rows = geometry.rows();
    this.columns = geometry.columns();
    this.channelsOfGroup = geometry.channels() / geometry.groups();
  }

  /** Writes the patches of the images {@code from ... to - 1}, one group's channels. */
  void unfold(float[] x, int from, int to, int group, float[] patches) {
    int at = 0;
    for (int image = from; image < to; image++) {
      for (int p = 0; p < rows.output(); p++) {
        for (int q = 0; q < columns.output(); q++) {
          for (int r = 0; r < rows.kernel(); r++) {
            boolean rowOutside = rows.isOutside(p, r);
            for (int s = 0; s < columns.kernel(); s++) {
              if (rowOutside || columns.isOutside(q, s)) {
                Arrays.fill(patches, at, at + channelsOfGroup, 0);
              } else {
                System.arraycopy(x, pixel(image, p, q, r, s, group), patches, at, channelsOfGroup);
              }
              at += channelsOfGroup;
            }
          }
        }
      }
    }
  }

  /** Adds up the patches into the images {@code from ... to - 1}; group 0 clears them first. */
  void fold(float[] patches, int from, int to, int group, float[] x) {
    if (group == 0) {
      int size = rows.input() * columns.input() * geometry.channels();
      Arrays.fill(x, from * size, to * size, 0);
    }
    int at = 0;
    for (int image = from; image < to; image++) {
      for (int p = 0; p < rows.output(); p++) {
        for (int q = 0; q < columns.output(); q++) {
          for (int r = 0; r < rows.kernel(); r++) {
            boolean rowOutside = rows.isOutside(p, r);
            for (int s = 0; s < columns.kernel(); s++) {
              if (!rowOutside && !columns.isOutside(q, s)) {
                int target = pixel(image, p, q, r, s, group);
                for (int c = 0; c < channelsOfGroup; c++) {
                  x[target + c] += patches[at + c];
                }
              }
              at += channelsOfGroup;
            }
          }
        }
      }
    }
  }

  private int pixel(int image, int p, int q, int r, int s, int group) {
    int row = image * rows.input() + rows.at(p, r);
    return (row * columns.input() + columns.at(q, s)) * geometry.channels()
        + group * channelsOfGroup;
  }
}
