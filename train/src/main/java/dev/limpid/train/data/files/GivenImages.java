package dev.limpid.train.data.files;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Images of a NumPy array as a network takes them, with the values that the array has.
 *
 * @param x the array, an image a record
 * @param planes whether an image is {@code [C,H,W]}, and is to become {@code [H,W,C]}
 * @param sampleShape of an image
 * @param labels one for each image
 */
record GivenImages(
    NpyArray x, boolean planes, Shape sampleShape, List<String> classNames, int[] labels)
    implements Dataset {

  /**
   * Finds out how the images are laid out.
   *
   * @param image what they must be: as they are, with or without a dimension of one channel, or
   *     with the channels first
   */
  static GivenImages of(NpyArray x, Shape image, List<String> classNames, int[] labels) {
    if (x.count() != labels.length) {
      throw x.failure(
          "it has " + x.count() + " images, but there are " + labels.length + " labels");
    }
    int[] given = Arrays.copyOfRange(x.dims(), 1, x.dims().length);
    boolean planes = false;
    if (!Arrays.equals(withoutOne(given), withoutOne(image.toArray()))) {
      planes = image.rank() == 3 && Arrays.equals(given, channelsFirst(image));
      if (!planes) {
        throw x.failure(
            "its images are of shape "
                + Arrays.toString(given)
                + ", but the network takes "
                + image);
      }
    }
    return new GivenImages(x, planes, image, List.copyOf(classNames), labels);
  }

  /** The shape without a last or first dimension of 1. */
  private static int[] withoutOne(int[] dims) {
    if (dims.length > 2 && dims[dims.length - 1] == 1) {
      return Arrays.copyOf(dims, dims.length - 1);
    }
    return dims.length > 2 && dims[0] == 1 ? Arrays.copyOfRange(dims, 1, dims.length) : dims;
  }

  private static int[] channelsFirst(Shape image) {
    return new int[] {image.dim(2), image.dim(0), image.dim(1)};
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public void read(int index, float[] target, int offset) {
    Objects.checkIndex(index, labels.length);
    int size = sampleShape.size();
    Objects.checkFromIndexSize(offset, size, target.length);
    int channels = planes ? sampleShape.dim(2) : 1;
    int pixels = size / channels;
    for (int c = 0; c < channels; c++) {
      for (int i = 0; i < pixels; i++) {
        target[offset + i * channels + c] = (float) x.number(index, c * pixels + i);
      }
    }
  }

  @Override
  public String nameOf(int index) {
    return x.name() + " " + index;
  }

  /** For example {@code 6000 images of [28,28,1] in 10 classes}. */
  @Override
  public String toString() {
    return size() + " images of " + sampleShape + " in " + classNames.size() + " classes";
  }
}
