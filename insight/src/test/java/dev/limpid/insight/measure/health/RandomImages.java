package dev.limpid.insight.measure.health;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import java.util.List;

/** Noise with random labels, a little brighter for higher ones. */
final class RandomImages {
  private RandomImages() {}

  static Dataset of(Shape shape, int classes, int size, long seed) {
    Rng rng = Rng.of(seed);
    byte[][] samples = new byte[size][shape.size()];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = rng.nextInt(classes);
      for (int j = 0; j < samples[i].length; j++) {
        samples[i][j] = (byte) (rng.nextInt(200) + 55 * labels[i] / classes);
      }
    }
    List<String> names = List.of("a", "b", "c", "d", "e").subList(0, classes);
    return ByteDataset.of(shape, names, samples, labels);
  }
}
