package dev.limpid.insight.doctor;

import dev.limpid.core.Rng;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import dev.limpid.train.data.Datasets;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** A data set with its images or labels changed. */
public final class Altered extends DatasetView {
  private final Change change;
  private final IntUnaryOperator labels;

  private Altered(Dataset data, Change change, IntUnaryOperator labels) {
    super(data);
    this.change = change;
    this.labels = labels;
  }

  /** Changes the values of an image; what is random depends on its index. */
  public interface Change {
    void apply(int index, float[] values, Rng rng);
  }

  /** A change of each value. */
  public interface OfValue {
    double apply(double value, Rng rng);
  }

  public static Dataset images(Dataset data, Change change) {
    return new Altered(data, change, data::label);
  }

  public static Dataset values(Dataset data, OfValue change) {
    return images(
        data,
        (index, values, rng) -> {
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) change.apply(values[i], rng);
          }
        });
  }

  public static Dataset labels(Dataset data, IntUnaryOperator labels) {
    return new Altered(data, (index, values, rng) -> {}, labels);
  }

  /** A share of the labels is replaced by any other. */
  public static Dataset noisyLabels(Dataset data, double share, long seed) {
    int classes = data.classNames().size();
    return labels(
        data,
        i -> {
          Rng rng = Rng.of(seed).split(i);
          return rng.nextDouble() < share
              ? (data.label(i) + 1 + rng.nextInt(classes - 1)) % classes
              : data.label(i);
        });
  }

  /** In the order of the classes, but for a share of the images. */
  public static Dataset sorted(Dataset data, double disorder) {
    Rng rng = Rng.of(4);
    double[] keys =
        IntStream.range(0, data.size())
            .mapToDouble(
                i ->
                    rng.nextDouble() < disorder
                        ? rng.nextDouble() * data.classNames().size()
                        : data.label(i) + rng.nextDouble())
            .toArray();
    return Datasets.subset(
        data,
        IntStream.range(0, data.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> keys[i]))
            .mapToInt(i -> i)
            .toArray());
  }

  /** Those whose index in their class is below what a function of the class says. */
  public static Dataset some(Dataset data, IntUnaryOperator mostOfClass) {
    int[] counts = new int[data.classNames().size()];
    return Datasets.subset(
        data,
        IntStream.range(0, data.size())
            .filter(i -> counts[data.label(i)]++ < mostOfClass.applyAsInt(data.label(i)))
            .toArray());
  }

  @Override
  public int label(int index) {
    return labels.applyAsInt(index);
  }

  @Override
  public void read(int index, float[] target, int offset) {
    float[] values = new float[sampleShape().size()];
    super.read(index, values, 0);
    change.apply(index, values, Rng.of(9).split(index));
    System.arraycopy(values, 0, target, offset, values.length);
  }
}
