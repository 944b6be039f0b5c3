package dev.limpid.train.data;

/**
 * Resizes an image of three channels row by row: along each axis the average over the area that a
 * new pixel covers where the image shrinks, linear interpolation between pixel centres where it
 * grows. With the same size, every value stays as it is.
 */
final class Resize {
  private final Axis vertical;
  private final Axis horizontal;
  private final double[] narrowed;
  private final double[] sums;

  Resize(int fromHeight, int fromWidth, int toHeight, int toWidth) {
    vertical = new Axis(fromHeight, toHeight);
    horizontal = new Axis(fromWidth, toWidth);
    narrowed = new double[3 * toWidth];
    sums = new double[3 * toHeight * toWidth];
  }

  /** Adds row {@code y} of the image, {@code [width,3]}. */
  void add(int y, double[] row) {
    int toWidth = horizontal.first.length;
    for (int x = 0; x < toWidth; x++) {
      int first = horizontal.first[x];
      double[] weights = horizontal.weights[x];
      for (int c = 0; c < 3; c++) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
          sum += weights[i] * row[3 * (first + i) + c];
        }
        narrowed[3 * x + c] = sum;
      }
    }
    for (int to = vertical.firstUser[y]; to < vertical.first.length; to++) {
      int i = y - vertical.first[to];
      if (i < 0) {
        break;
      }
      if (i < vertical.weights[to].length) {
        double weight = vertical.weights[to][i];
        int start = to * narrowed.length;
        for (int x = 0; x < narrowed.length; x++) {
          sums[start + x] += weight * narrowed[x];
        }
      }
    }
  }

  /** The resized image, rounded to unsigned bytes. */
  byte[] result() {
    byte[] bytes = new byte[sums.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (int) (Math.max(0, Math.min(255, sums[i])) + 0.5);
    }
    return bytes;
  }

  /** Which old positions each new one is made of, and with which weights; these add up to 1. */
  private static final class Axis {
    final int[] first;
    final double[][] weights;

    /** The first new position that an old one is a part of, or a position before that. */
    final int[] firstUser;

    Axis(int from, int to) {
      first = new int[to];
      weights = new double[to][];
      double scale = (double) from / to;
      for (int i = 0; i < to; i++) {
        if (scale >= 1) {
          average(i, scale, from);
        } else {
          interpolate(i, scale, from);
        }
      }
      firstUser = new int[from];
      for (int i = 0, user = 0; i < from; i++) {
        while (user < to - 1 && first[user] + weights[user].length <= i) {
          user++;
        }
        firstUser[i] = user;
      }
    }

    private void average(int i, double scale, int from) {
      double start = i * scale;
      double end = Math.min((i + 1) * scale, from);
      first[i] = (int) start;
      int last = Math.min((int) Math.ceil(end), from);
      weights[i] = new double[last - first[i]];
      for (int j = first[i]; j < last; j++) {
        double covered = Math.min(end, j + 1) - Math.max(start, j);
        weights[i][j - first[i]] = covered / (end - start);
      }
    }

    private void interpolate(int i, double scale, int from) {
      double center = Math.max(0, Math.min(from - 1, (i + 0.5) * scale - 0.5));
      first[i] = Math.min((int) center, Math.max(0, from - 2));
      double t = center - first[i];
      weights[i] = from == 1 ? new double[] {1} : new double[] {1 - t, t};
    }
  }
}
