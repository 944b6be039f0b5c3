package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** Small data sets for tests. */
final class Samples {
  private Samples() {}

  /** Random samples of [2,3,1] with these labels; the first byte of sample i is i. */
  static ByteDataset of(int classes, int... labels) {
    Rng rng = Rng.of(5);
    byte[][] samples = new byte[labels.length][6];
    for (int i = 0; i < samples.length; i++) {
      for (int j = 0; j < 6; j++) {
        samples[i][j] = (byte) rng.nextInt(256);
      }
      samples[i][0] = (byte) i;
    }
    List<String> names = IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
    return ByteDataset.of(Shape.of(2, 3, 1), names, samples, labels);
  }

  /** The first byte of each sample, which says which one it is. */
  static int[] numbers(Dataset data) {
    float[] values = new float[6];
    return IntStream.range(0, data.size())
        .map(
            i -> {
              data.read(i, values, 0);
              return Math.round(255 * values[0]);
            })
        .toArray();
  }
}
