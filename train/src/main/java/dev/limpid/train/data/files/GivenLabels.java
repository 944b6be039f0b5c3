package dev.limpid.train.data.files;

/** Labels as classifiers are given them: whole numbers, or one-hot. */
final class GivenLabels {
  private GivenLabels() {}

  /**
   * The labels of an array {@code [N]}, {@code [N,1]}, or {@code [N,classes]} of zeros and a one.
   *
   * @param classes how many there are
   */
  static int[] of(NpyArray array, int classes) {
    int[] dims = array.dims();
    boolean oneHot = dims.length == 2 && dims[1] > 1;
    if (!oneHot && !(dims.length == 1 || dims.length == 2 && dims[1] == 1)) {
      throw array.failure(
          "it is of shape "
              + array.shapeText()
              + "; labels are a whole number an image, [N], or one-hot, [N,classes]");
    }
    int[] labels = new int[array.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = oneHot ? position(array, i, dims[1]) : wholeNumber(array, i);
      if (labels[i] < 0 || labels[i] >= classes) {
        throw array.failure(
            "label "
                + i
                + " is "
                + labels[i]
                + ", but the network has the outputs 0 to "
                + (classes - 1));
      }
    }
    return labels;
  }

  private static int wholeNumber(NpyArray array, int record) {
    double value = array.number(record, 0);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw array.failure("label " + record + " is " + value + "; labels are whole numbers");
    }
    return (int) value;
  }

  private static int position(NpyArray array, int record, int length) {
    int one = -1;
    for (int i = 0; i < length; i++) {
      double value = array.number(record, i);
      if (value == 1 && one < 0) {
        one = i;
      } else if (value != 0) {
        throw array.failure("label " + record + " is not one-hot: its value " + i + " is " + value);
      }
    }
    if (one < 0) {
      throw array.failure("label " + record + " is not one-hot: all its values are 0");
    }
    return one;
  }
}
