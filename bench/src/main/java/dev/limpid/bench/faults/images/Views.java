package dev.limpid.bench.faults.images;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Datasets;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Data sets made of others, as a user's own preparation makes them, rightly or wrongly. */
public final class Views {
  private Views() {}

  /** Changes the values of an image. */
  @FunctionalInterface
  public interface PixelChange {
    /**
     * Changes one image in place.
     *
     * @param pixels of this image alone, row by row with the channels innermost
     * @param rng of this image alone
     */
    void apply(float[] pixels, Shape shape, Rng rng);
  }

  /** The images changed, each always in the same way; the labels stay. */
  public static Dataset changed(Dataset data, long seed, PixelChange change) {
    FloatImages copy = FloatImages.copyOf(data);
    for (int i = 0; i < copy.size(); i++) {
      change.apply(copy.images()[i], copy.sampleShape(), Rng.of(seed).split(i));
    }
    return copy;
  }

  /** The labels changed: image i gets {@code labelOf(i)}. */
  public static Dataset relabelled(Dataset data, IntUnaryOperator labelOf) {
    FloatImages copy = FloatImages.copyOf(data);
    int[] labels = IntStream.range(0, copy.size()).map(labelOf).toArray();
    return new FloatImages(copy.sampleShape(), copy.classNames(), copy.images(), labels);
  }

  /** One set after the other. */
  public static Dataset concat(Dataset first, Dataset second) {
    int size = first.size() + second.size();
    float[][] images = new float[size][first.sampleShape().size()];
    int[] labels = new int[size];
    for (int i = 0; i < size; i++) {
      Dataset from = i < first.size() ? first : second;
      int index = i < first.size() ? i : i - first.size();
      from.read(index, images[i], 0);
      labels[i] = from.label(index);
    }
    return new FloatImages(first.sampleShape(), first.classNames(), images, labels);
  }

  /** All of the first class, then all of the second ... */
  public static Dataset sortedByClass(Dataset data) {
    return Datasets.subset(
        data,
        IntStream.range(0, data.size())
            .boxed()
            .sorted(Comparator.comparingInt(data::label))
            .mapToInt(i -> i)
            .toArray());
  }

  /** The first {@code count} images. */
  public static Dataset first(Dataset data, int count) {
    return Datasets.subset(data, IntStream.range(0, Math.min(count, data.size())).toArray());
  }

  /**
   * A share of the images of each class, the first ones in order.
   *
   * @param shares 0 to 1 for each class
   */
  public static Dataset thinned(Dataset data, double[] shares) {
    int[] total = new int[shares.length];
    for (int i = 0; i < data.size(); i++) {
      total[data.label(i)]++;
    }
    int[] kept = new int[shares.length];
    return Datasets.subset(
        data,
        IntStream.range(0, data.size())
            .filter(
                i -> {
                  int label = data.label(i);
                  return kept[label]++ < Math.max(1, Math.round(total[label] * shares[label]));
                })
            .toArray());
  }

  /** Images that are said to be of more classes than there are. */
  public static Dataset named(Dataset data, List<String> classNames) {
    FloatImages copy = FloatImages.copyOf(data);
    return new FloatImages(copy.sampleShape(), classNames, copy.images(), copy.labels());
  }
}
