package dev.limpid.train.data.files;

/** Sizes that a header claims, multiplied exactly. */
final class Sizes {
  /** Values of one image; more is no image that a network could take. */
  private static final int MOST_VALUES = 100_000_000;

  private Sizes() {}

  /** The values of one sample of these dimensions, 1 or more. */
  static int ofSample(BinaryFile file, int... dims) {
    long size = 1;
    StringBuilder text = new StringBuilder();
    for (int dim : dims) {
      text.append(text.isEmpty() ? "" : "x").append(dim);
      if (dim < 1 || size > MOST_VALUES) {
        size = dim < 1 ? 0 : Long.MAX_VALUE;
        continue;
      }
      size = size == 0 ? 0 : size * dim;
    }
    if (size < 1 || size > MOST_VALUES) {
      throw file.failure("its images are " + text + "; an image has 1 to 100 million values");
    }
    return (int) size;
  }
}
