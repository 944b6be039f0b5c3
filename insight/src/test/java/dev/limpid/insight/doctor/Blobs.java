package dev.limpid.insight.doctor;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import java.util.stream.IntStream;

/**
 * Small coloured images of ten classes: three spots whose places depend on the class, moved a
 * little, in a random colour on a ground that grows lighter in a random direction.
 */
public final class Blobs {
  public static final int SIDE = 16;
  public static final int CLASSES = 10;

  private Blobs() {}

  public static Dataset generate(long seed, int count) {
    Rng rng = Rng.of(seed);
    byte[][] samples = new byte[count][SIDE * SIDE * 3];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = rng.nextInt(CLASSES);
      paint(samples[i], labels[i], rng.split(i));
    }
    return ByteDataset.of(
        Shape.of(SIDE, SIDE, 3),
        IntStream.range(0, CLASSES).mapToObj(c -> "class " + c).toList(),
        samples,
        labels);
  }

  private static void paint(byte[] sample, int label, Rng rng) {
    Rng places = Rng.of(77).split(label);
    double[] y = new double[3];
    double[] x = new double[3];
    for (int k = 0; k < 3; k++) {
      y[k] = 2 + 12 * places.nextDouble() + rng.nextGaussian();
      x[k] = 2 + 12 * places.nextDouble() + rng.nextGaussian();
    }
    double down = 0.02 * rng.nextGaussian();
    double right = 0.02 * rng.nextGaussian();
    double ground = 0.3 + 0.1 * rng.nextGaussian();
    double[] colour = {rng.nextDouble(), rng.nextDouble(), rng.nextDouble()};
    for (int p = 0; p < SIDE * SIDE; p++) {
      double spot = 0;
      for (int k = 0; k < 3; k++) {
        double dy = p / SIDE - y[k];
        double dx = p % SIDE - x[k];
        spot += Math.exp(-(dy * dy + dx * dx) / 6);
      }
      double shade = ground + down * (p / SIDE - 8) + right * (p % SIDE - 8);
      for (int c = 0; c < 3; c++) {
        double value = shade + spot * (0.2 + colour[c]) + 0.02 * rng.nextGaussian();
        sample[3 * p + c] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
      }
    }
  }
}
