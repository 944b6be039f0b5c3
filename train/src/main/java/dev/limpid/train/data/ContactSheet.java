package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Objects;

/** One picture of many images: what an augmentation makes of them, to be looked at. */
public final class ContactSheet {
  /** Pixels between images. */
  static final int MARGIN = 2;

  /** Further pixels between the images as they are and the augmented ones. */
  static final int APART = 12;

  /** Smaller images are enlarged by a whole number until a side has about so many pixels. */
  private static final int USUAL_SIDE = 64;

  private static final int WHITE = 0xffffff;

  private ContactSheet() {}

  /**
   * A row for each of the first images of a data set: the image as it is, then, set apart, as it is
   * augmented, each time anew, on white. Images smaller than 64 pixels are enlarged by a whole
   * number.
   *
   * @param data images of one channel, shown in grey, or of three
   * @param augmentation what changes them
   * @param rows how many images, 1 or more; a smaller data set gives as many as it has
   * @param columns pictures in a row, 1 or more, of which the first is the image as it is
   * @param rng what the augmentation depends on
   * @throws IllegalArgumentException if the samples are no such images, or a number is below 1
   */
  public static BufferedImage of(
      Dataset data, Augmentation augmentation, int rows, int columns, Rng rng) {
    Objects.requireNonNull(augmentation, "augmentation");
    Shape shape = data.sampleShape();
    if (shape.rank() != 3 || shape.size() == 0 || shape.dim(2) != 1 && shape.dim(2) != 3) {
      throw new IllegalArgumentException(
          "a contact sheet shows images of [H,W,1] or [H,W,3], but the samples are " + shape);
    }
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "a contact sheet has 1 row and column or more, but not " + rows + " and " + columns);
    }
    int shown = Math.min(rows, data.size());
    int scale = Math.max(1, USUAL_SIDE / Math.max(shape.dim(0), shape.dim(1)));
    BufferedImage sheet =
        new BufferedImage(
            pixels(columns, scale, shape.dim(1), columns > 1 ? APART : 0),
            pixels(shown, scale, shape.dim(0), 0),
            BufferedImage.TYPE_INT_RGB);
    int[] white = new int[sheet.getWidth()];
    Arrays.fill(white, WHITE);
    sheet.setRGB(0, 0, sheet.getWidth(), sheet.getHeight(), white, 0, 0);
    float[] values = new float[shape.size()];
    for (int column = 0; column < columns; column++) {
      Dataset pictures =
          column == 0 ? data : Datasets.augmented(data, augmentation, rng.split(column));
      for (int row = 0; row < shown; row++) {
        pictures.read(row, values, 0);
        draw(values, shape, scale, row, column, sheet);
      }
    }
    return sheet;
  }

  private static int pixels(int images, int scale, int side, int apart) {
    long pixels = MARGIN + apart + (long) images * ((long) scale * side + MARGIN);
    if (pixels > 1 << 15) {
      throw new IllegalArgumentException(
          "a contact sheet has at most 32768 pixels a side, but this one would have " + pixels);
    }
    return (int) pixels;
  }

  private static void draw(
      float[] values, Shape shape, int scale, int row, int column, BufferedImage sheet) {
    int height = scale * shape.dim(0);
    int width = scale * shape.dim(1);
    int top = MARGIN + row * (height + MARGIN);
    int left = MARGIN + column * (width + MARGIN) + (column > 0 ? APART : 0);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int pixel = (y / scale * shape.dim(1) + x / scale) * shape.dim(2);
        sheet.setRGB(left + x, top + y, rgb(values, pixel, shape.dim(2)));
      }
    }
  }

  private static int rgb(float[] values, int at, int channels) {
    int rgb = 0;
    for (int c = 0; c < 3; c++) {
      float value = values[at + (channels == 3 ? c : 0)];
      rgb = rgb << 8 | (int) (255 * Pixels.clamp(value) + 0.5f);
    }
    return rgb;
  }
}
