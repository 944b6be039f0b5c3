package dev.limpid.insight.measure.check;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.train.data.Dataset;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The examined images of a set: their indices, ascending, and what was measured on each. */
record Side(Dataset data, Layout layout, int[] indices, ImageFigures[] images) {
  /** Values to read at most on each side, and the fewest images and the most. */
  private static final int VALUES = 40_000_000;

  private static final int FEWEST = 256;
  private static final int MOST = 4096;

  static Side measure(Dataset data, double share, Rng rng, Parallel parallel) {
    Layout layout = Layout.of(data.sampleShape());
    int affordable = Math.max(FEWEST, Math.min(MOST, VALUES / layout.size()));
    int[] indices = sample(data.size(), (int) (share * affordable), rng);
    ImageFigures[] images = new ImageFigures[indices.length];
    parallel.forRange(
        indices.length,
        64,
        (from, to) -> {
          ImageMeter meter = new ImageMeter(layout);
          for (int i = from; i < to; i++) {
            images[i] = meter.measure(data, indices[i]);
          }
        });
    return new Side(data, layout, indices, images);
  }

  private static int[] sample(int size, int most, Rng rng) {
    if (size <= most) {
      return IntStream.range(0, size).toArray();
    }
    int[] some = Arrays.copyOf(rng.permutation(size), most);
    Arrays.sort(some);
    return some;
  }

  int size() {
    return images.length;
  }

  int label(int i) {
    return data.label(indices[i]);
  }

  /** The label of the image {@code places} further on in the set, which begins anew at its end. */
  int label(int i, int places) {
    return data.label(Math.floorMod(indices[i] + places, data.size()));
  }

  String name(int i) {
    return data.nameOf(indices[i]);
  }
}
