package dev.limpid.train;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import java.util.List;
import java.util.stream.IntStream;

/** A small data set of given values. */
public record Toy(Shape sampleShape, float[][] samples, int[] labels, List<String> classNames)
    implements Dataset {
  public static Toy of(Shape shape, int classes, float[][] samples, int[] labels) {
    return new Toy(
        shape, samples, labels, IntStream.range(0, classes).mapToObj(c -> "class " + c).toList());
  }

  /** Two classes by turns; the only value of a sample is {@code first} or {@code second}. */
  public static Toy twoValues(int size, float first, float second) {
    float[][] samples = new float[size][];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = i % 2;
      samples[i] = new float[] {labels[i] == 0 ? first : second};
    }
    return of(Shape.of(1), 2, samples, labels);
  }

  /** Clouds of normal values, one for each class, around centres that depend on the seed alone. */
  public static Toy clouds(Shape shape, int classes, int size, double spread, long seed, Rng rng) {
    float[][] samples = new float[size][shape.size()];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      labels[i] = rng.nextInt(classes);
      Rng centre = Rng.of(seed).split("centre").split(labels[i]);
      for (int j = 0; j < shape.size(); j++) {
        samples[i][j] = (float) (centre.nextGaussian() + spread * rng.nextGaussian());
      }
    }
    return of(shape, classes, samples, labels);
  }

  @Override
  public int size() {
    return samples.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public void read(int index, float[] target, int offset) {
    System.arraycopy(samples[index], 0, target, offset, samples[index].length);
  }
}
