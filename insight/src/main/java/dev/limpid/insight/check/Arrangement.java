package dev.limpid.insight.check;

import dev.limpid.core.Shape;

/** Other ways to lay out the pixels of an image, between which readers of images differ. */
public enum Arrangement {
  /** Blue, green, red for red, green, blue, as OpenCV reads it; for three channels. */
  CHANNELS_REVERSED("with channels in reverse order"),
  /** Columns for rows; for square images. */
  TRANSPOSED("with rows and columns exchanged"),
  /** Both at once: a reader that has all axes the other way round. */
  TRANSPOSED_REVERSED("with rows and columns exchanged and channels in reverse order"),
  /** The last row first, as bitmaps are stored. */
  UPSIDE_DOWN("upside down"),
  /** The last column first. */
  MIRRORED("mirrored"),
  /** By a half turn, as EXIF may ask for it. */
  TURNED("turned by 180 degrees"),
  /** By a quarter turn to the left, as EXIF may ask for it; for square images. */
  TURNED_LEFT("turned to the left by 90 degrees"),
  /** By a quarter turn to the right; for square images. */
  TURNED_RIGHT("turned to the right by 90 degrees");

  private final String words;

  Arrangement(String words) {
    this.words = words;
  }

  /** Whether images of this shape, {@code [H,W,C]}, can be laid out so. */
  public boolean suits(Shape shape) {
    return shape.rank() == 3
        && switch (this) {
          case CHANNELS_REVERSED -> shape.dim(2) == 3;
          case TRANSPOSED_REVERSED -> TRANSPOSED.suits(shape) && CHANNELS_REVERSED.suits(shape);
          case TRANSPOSED, TURNED_LEFT, TURNED_RIGHT ->
              shape.dim(0) == shape.dim(1) && shape.dim(0) > 1;
          case UPSIDE_DOWN -> shape.dim(0) > 1;
          case MIRRORED -> shape.dim(1) > 1;
          case TURNED -> shape.dim(0) * shape.dim(1) > 1;
        };
  }

  /** Lays out the image at {@code offset} anew. */
  public void apply(float[] values, int offset, Shape shape) {
    int rows = shape.dim(0);
    int columns = shape.dim(1);
    int channels = shape.dim(2);
    float[] from = new float[shape.size()];
    System.arraycopy(values, offset, from, 0, from.length);
    int to = offset;
    for (int y = 0; y < rows; y++) {
      for (int x = 0; x < columns; x++) {
        for (int c = 0; c < channels; c++) {
          values[to++] = from[position(y, x, c, shape)];
        }
      }
    }
  }

  /** Where the value comes from. */
  private int position(int y, int x, int c, Shape shape) {
    int bottom = shape.dim(0) - 1;
    int right = shape.dim(1) - 1;
    int row =
        switch (this) {
          case UPSIDE_DOWN, TURNED -> bottom - y;
          case TRANSPOSED, TRANSPOSED_REVERSED, TURNED_LEFT -> x;
          case TURNED_RIGHT -> right - x;
          default -> y;
        };
    int column =
        switch (this) {
          case MIRRORED, TURNED -> right - x;
          case TRANSPOSED, TRANSPOSED_REVERSED, TURNED_RIGHT -> y;
          case TURNED_LEFT -> bottom - y;
          default -> x;
        };
    boolean reversed = this == CHANNELS_REVERSED || this == TRANSPOSED_REVERSED;
    int channel = reversed ? shape.dim(2) - 1 - c : c;
    return (row * shape.dim(1) + column) * shape.dim(2) + channel;
  }

  /** For a sentence that begins "The validation images". */
  @Override
  public String toString() {
    return words;
  }
}
