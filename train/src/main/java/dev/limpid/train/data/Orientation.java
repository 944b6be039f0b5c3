package dev.limpid.train.data;

/**
 * How an image that lies in its file as the camera held it is to be shown: the tag {@code
 * Orientation} of TIFF 6.0 and EXIF.
 *
 * @param tag 1, as it is, to 8
 */
record Orientation(int tag) {
  static final Orientation UPRIGHT = new Orientation(1);

  /** Whether rows of the file are columns of what is shown. */
  boolean swapsSides() {
    return tag >= 5;
  }

  /**
   * The image as it is shown.
   *
   * @param stored {@code [height,width,3]} of what is shown, or {@code [width,height,3]} where
   *     {@linkplain #swapsSides sides are swapped}
   */
  byte[] apply(byte[] stored, int height, int width) {
    if (tag == 1) {
      return stored;
    }
    boolean fromRight = tag == 2 || tag == 3 || tag == 7 || tag == 8;
    boolean fromBelow = tag == 3 || tag == 4 || tag == 6 || tag == 7;
    int storedHeight = swapsSides() ? width : height;
    int storedWidth = swapsSides() ? height : width;
    byte[] shown = new byte[stored.length];
    for (int y = 0, to = 0; y < height; y++) {
      for (int x = 0; x < width; x++, to += 3) {
        int row = swapsSides() ? x : y;
        int column = swapsSides() ? y : x;
        row = fromBelow ? storedHeight - 1 - row : row;
        column = fromRight ? storedWidth - 1 - column : column;
        System.arraycopy(stored, 3 * (row * storedWidth + column), shown, to, 3);
      }
    }
    return shown;
  }
}
