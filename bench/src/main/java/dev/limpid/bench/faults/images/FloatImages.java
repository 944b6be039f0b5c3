package dev.limpid.bench.faults.images;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images in memory, of any values.
 *
 * @param sampleShape {@code [H,W,C]}
 * @param classNames the names of the classes
 * @param images {@code [images][H * W * C]}
 * @param labels of the images
 */
public record FloatImages(
    Shape sampleShape, List<String> classNames, float[][] images, int[] labels) implements Dataset {

  /** Reads all images of a data set, each once. */
  public static FloatImages copyOf(Dataset data) {
    float[][] images = new float[data.size()][data.sampleShape().size()];
    int[] labels = new int[images.length];
    for (int i = 0; i < images.length; i++) {
      data.read(i, images[i], 0);
      labels[i] = data.label(i);
    }
    return new FloatImages(data.sampleShape(), data.classNames(), images, labels);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public void read(int index, float[] target, int offset) {
    System.arraycopy(images[index], 0, target, offset, images[index].length);
  }

  /** The names {@code class 0}, {@code class 1} ... */
  static List<String> names(int classes) {
    return IntStream.range(0, classes).mapToObj(c -> "class " + c).toList();
  }

  @Override
  public String toString() {
    return size() + " images of " + sampleShape + " in " + classNames.size() + " classes";
  }
}
