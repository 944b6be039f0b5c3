package dev.limpid.train.data.files;

import java.util.Locale;

/**
 * Labels as classifiers are given them: whole numbers, or one-hot.
 *
 * @param array where they stand
 * @param labels of the images
 * @param columns of one-hot labels; 0 where they are whole numbers
 */
record GivenLabels(NpyArray array, int[] labels, int columns) {
  /** Labels are counted from 0; a larger one is no class. */
  private static final int MOST_CLASSES = 1_000_000;

  /** Of an array {@code [N]}, {@code [N,1]}, or {@code [N,classes]} of zeros and a one. */
  static GivenLabels of(NpyArray array) {
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
    }
    return new GivenLabels(array, labels, oneHot ? dims[1] : 0);
  }

  /** The labels, of a network with so many outputs. */
  int[] below(int classes) {
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] >= classes) {
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
    if (value != Math.rint(value)) {
      throw array.failure("label " + record + " is " + value + "; labels are whole numbers");
    }
    if (!(value >= 0 && value < MOST_CLASSES)) {
      throw array.failure(
          String.format(
              Locale.ROOT,
              "label %d is %.0f; labels are 0 to %d",
              record,
              value,
              MOST_CLASSES - 1));
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
        throw array.failure(notOneHot(record) + "its value " + i + " is " + value + remedy(array));
      }
    }
    if (one < 0) {
      throw array.failure(notOneHot(record) + "all its values are 0" + remedy(array));
    }
    return one;
  }

  private static String notOneHot(int record) {
    return "label " + record + " is not one-hot: ";
  }

  private static String remedy(NpyArray array) {
    return "; save "
        + array.title()
        + ".argmax(axis=1) if an image is of one class. The library trains on probabilities and on"
        + " several labels an image: Trainer.lossOfTargets";
  }
}
