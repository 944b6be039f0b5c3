package dev.limpid.insight.measure.check;

import dev.limpid.train.data.Dataset;

/** Measures images one after another; its buffers are reused. */
final class ImageMeter {
  static final int GRID = 4;
  private static final int PRINT = 8;

  /** Values of a channel that are kept of each image, for quantiles. */
  private static final int KEPT = 32;

  private final Layout layout;
  private final float[] values;
  private final float[] gray;
  private final EdgeHistogram edges;
  private final Cells coarse;
  private final Cells print;
  private final Cells fine;

  ImageMeter(Layout layout) {
    this.layout = layout;
    this.values = new float[layout.size()];
    this.gray = new float[layout.pixels()];
    this.edges = new EdgeHistogram(layout, GRID);
    this.coarse = new Cells(layout, GRID);
    this.print = new Cells(layout, PRINT);
    this.fine = layout.image() ? null : new Cells(layout, 256);
  }

  ImageFigures measure(Dataset data, int index) {
    data.read(index, values, 0);
    int channels = layout.channels();
    long hash = 0;
    for (float value : values) {
      hash = (hash + Float.floatToRawIntBits(value)) * 0x9e3779b97f4a7c15L;
      hash ^= hash >>> 32;
    }
    int[] nonFinite = new int[channels];
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    float[] least = new float[channels];
    float[] greatest = new float[channels];
    double[] roughness = new double[channels];
    float[][] some = new float[channels][];
    for (int c = 0; c < channels; c++) {
      nonFinite[c] = zeroNonFinite(c);
      some[c] = some(c, index);
      double sum = 0;
      least[c] = Float.POSITIVE_INFINITY;
      greatest[c] = Float.NEGATIVE_INFINITY;
      for (int i = c; i < values.length; i += channels) {
        sum += values[i];
        least[c] = Math.min(least[c], values[i]);
        greatest[c] = Math.max(greatest[c], values[i]);
      }
      mean[c] = sum / layout.pixels();
      double squares = 0;
      for (int i = c; i < values.length; i += channels) {
        squares += (values[i] - mean[c]) * (values[i] - mean[c]);
      }
      deviation[c] = least[c] == greatest[c] ? 0 : Math.sqrt(squares / layout.pixels());
      roughness[c] = roughness(c, deviation[c]);
    }
    toGray();
    float[] brightness = coarse.means(gray, 0, 1);
    edges.measure(gray);
    return new ImageFigures(
        hash,
        nonFinite,
        mean,
        deviation,
        least,
        greatest,
        roughness,
        some,
        brightness,
        edges.orientations(),
        flatRows(layout.height() - 1, -1),
        flatRows(0, 1),
        normalised(print.means(gray, 0, 1)),
        features());
  }

  private int zeroNonFinite(int channel) {
    int count = 0;
    for (int i = channel; i < values.length; i += layout.channels()) {
      if (!Float.isFinite(values[i])) {
        values[i] = 0;
        count++;
      }
    }
    return count;
  }

  /** Evenly spread over the image, from a place that depends on its index. */
  private float[] some(int channel, int index) {
    int count = Math.min(KEPT, layout.pixels());
    float[] some = new float[count];
    for (int i = 0; i < count; i++) {
      long pixel = ((long) i * layout.pixels() / count + index * 7919L) % layout.pixels();
      some[i] = values[(int) pixel * layout.channels() + channel];
    }
    return some;
  }

  private double roughness(int channel, double deviation) {
    if (deviation == 0) {
      return Double.NaN;
    }
    int step = layout.channels();
    int row = layout.width() * step;
    double sum = 0;
    long pairs = 0;
    for (int y = 0; y < layout.height(); y++) {
      for (int x = 0; x < layout.width(); x++) {
        int i = y * row + x * step + channel;
        if (x + 1 < layout.width()) {
          double d = values[i + step] - values[i];
          sum += d * d;
          pairs++;
        }
        if (y + 1 < layout.height()) {
          double d = values[i + row] - values[i];
          sum += d * d;
          pairs++;
        }
      }
    }
    return pairs == 0 ? Double.NaN : sum / pairs / (2 * deviation * deviation);
  }

  private void toGray() {
    int channels = layout.channels();
    for (int p = 0; p < gray.length; p++) {
      float sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += values[p * channels + c];
      }
      gray[p] = sum / channels;
    }
  }

  private static float[] normalised(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    double mean = sum / values.length;
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    float[] result = new float[values.length];
    for (int i = 0; i < values.length && squares > 0; i++) {
      result[i] = (float) ((values[i] - mean) / Math.sqrt(squares));
    }
    return result;
  }

  private int flatRows(int from, int step) {
    int row = layout.width() * layout.channels();
    int count = 0;
    for (int y = from; y >= 0 && y < layout.height(); y += step) {
      for (int i = 0; i < row; i++) {
        if (values[y * row + i] != values[from * row + i % layout.channels()]) {
          return hasEnd(y, from) ? 0 : count;
        }
      }
      count++;
    }
    return count;
  }

  /** Whether a row begins or ends in the colour of another: that colour is the background. */
  private boolean hasEnd(int y, int flat) {
    int row = layout.width() * layout.channels();
    boolean begins = true;
    boolean ends = true;
    for (int c = 0; c < layout.channels(); c++) {
      begins &= values[y * row + c] == values[flat * row + c];
      ends &= values[(y + 1) * row - layout.channels() + c] == values[flat * row + c];
    }
    return begins || ends;
  }

  /** Of images edges and colours in a grid; of other samples the values, or means of them. */
  private float[] features() {
    if (!layout.image()) {
      return fine.means(gray, 0, 1);
    }
    float[] ofEdges = edges.byCell();
    int cells = coarse.count();
    float[] all = new float[ofEdges.length + layout.channels() * cells];
    System.arraycopy(ofEdges, 0, all, 0, ofEdges.length);
    for (int c = 0; c < layout.channels(); c++) {
      float[] means = coarse.means(values, c, layout.channels());
      System.arraycopy(means, 0, all, ofEdges.length + c * cells, cells);
    }
    return all;
  }
}
