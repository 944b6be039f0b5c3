package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.layers.Normalization;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.stream.IntStream;

/** Views of data sets, and what a data set must have to be learnt from. */
public final class Datasets {
  private Datasets() {}

  /**
   * Checks that a classifier can be trained on a data set: it has samples of at least one value, at
   * least two classes, and labels that are classes.
   *
   * @return the data set
   * @throws IllegalArgumentException if not; the message says what is wrong and where
   */
  public static Dataset requireTrainable(Dataset data) {
    if (data.size() == 0) {
      throw new IllegalArgumentException("the data set is empty; it needs at least one sample");
    }
    if (data.sampleShape().size() == 0) {
      throw new IllegalArgumentException(
          "the samples are of shape " + data.sampleShape() + ", which holds no values");
    }
    int classes = data.classNames().size();
    if (classes < 2) {
      throw new IllegalArgumentException(
          "a classifier needs at least two classes, but the data set has "
              + (classes == 0 ? "none" : "only " + data.classNames()));
    }
    int wrong = firstLabelOutOfRange(IntStream.range(0, data.size()).map(data::label), classes);
    if (wrong >= 0) {
      throw labelOutOfRange(data.nameOf(wrong), data.label(wrong), classes);
    }
    return data;
  }

  /**
   * A layer that normalises each channel by its mean and variance over a data set, for the input of
   * a network; fit it to the training images alone (Keras's {@code Normalization.adapt}). Reads all
   * images once.
   *
   * <pre>{@code
   * Sequential.of(50, 55, 3).add(Datasets.normalization(split.training()), new Conv2D(8, 3));
   * }</pre>
   *
   * @throws IllegalArgumentException if there is no sample
   * @throws DatasetException if one can't be read, or has a value that is not a finite number
   */
  public static Normalization normalization(Dataset training) {
    return ChannelStatistics.of(training);
  }

  /**
   * Some samples of a data set, in the order of the indices; a view. An index may occur twice.
   *
   * @throws IndexOutOfBoundsException if one is not a sample of the data set
   */
  public static Dataset subset(Dataset data, int... indices) {
    for (int index : indices) {
      Objects.checkIndex(index, data.size());
    }
    return new Subset(data, indices.clone());
  }

  /**
   * A random part in which each class has its share, in the order in which they are; a view. With
   * the same {@code rng} a larger part contains a smaller one.
   *
   * @param samples how many, 1 to all
   * @param rng what the choice depends on
   */
  public static Dataset proportional(Dataset data, int samples, Rng rng) {
    Objects.checkFromToIndex(1, samples, data.size());
    int[] counts = new int[data.classNames().size()];
    for (int i = 0; i < data.size(); i++) {
      counts[data.label(i)]++;
    }
    // Sample r of a class of n, from 0, has its turn at (r + 0.5) / n of the way.
    int[] seen = new int[counts.length];
    double[] turn = new double[data.size()];
    for (int index : rng.permutation(data.size())) {
      int label = data.label(index);
      turn[index] = (seen[label]++ + 0.5) / counts[label];
    }
    int[] chosen =
        IntStream.range(0, data.size())
            .boxed()
            .sorted(Comparator.comparingDouble(i -> turn[i]))
            .limit(samples)
            .sorted()
            .mapToInt(Integer::intValue)
            .toArray();
    return subset(data, chosen);
  }

  /**
   * Several data sets one after the other; a view.
   *
   * @throws IllegalArgumentException if there is none, their samples or class names differ, or they
   *     are more than 2147483647 together
   */
  public static Dataset joined(Dataset... parts) {
    return parts.length == 1 ? parts[0] : new JoinedDataset(parts);
  }

  /**
   * A data set with its labels as indices into another list of classes, matched by name; a view. A
   * validation set that was read on its own need not have the classes in the training's order, nor
   * all of them.
   *
   * @param classNames the names that labels are indices of from now on
   * @throws IllegalArgumentException if a class of the data set is not among them
   */
  public static Dataset labelledAs(Dataset data, List<String> classNames) {
    return data.classNames().equals(classNames) ? data : new Relabelled(data, classNames);
  }

  /**
   * A data set whose images are changed when they are read; a view. What happens to an image
   * depends on its index and on {@code rng}'s seed, so that reading it again gives the same values.
   * An augmentation that {@linkplain Augmentation#mixes mixes} mixes each image with another one of
   * the data set, and its target by the same share; its label stays as it is.
   */
  public static Dataset augmented(Dataset data, Augmentation augmentation, Rng rng) {
    return new AugmentedDataset(data, augmentation, rng);
  }

  /** The position of the first label that is not in 0 ... classes - 1; -1 if there is none. */
  static int firstLabelOutOfRange(IntStream labels, int classes) {
    PrimitiveIterator.OfInt iterator = labels.iterator();
    for (int i = 0; iterator.hasNext(); i++) {
      int label = iterator.nextInt();
      if (label < 0 || label >= classes) {
        return i;
      }
    }
    return -1;
  }

  static IllegalArgumentException labelOutOfRange(String name, int label, int classes) {
    return new IllegalArgumentException(
        name
            + " has label "
            + label
            + ", but with "
            + classes
            + " classes labels are 0 to "
            + (classes - 1));
  }

  private static final class Subset extends DatasetView {
    private final int[] indices;

    Subset(Dataset data, int[] indices) {
      super(data);
      this.indices = indices;
    }

    @Override
    protected int indexOf(int index) {
      return indices[index];
    }

    @Override
    public int size() {
      return indices.length;
    }

    @Override
    public String toString() {
      return indices.length + " of " + viewed();
    }
  }

  private static final class Relabelled extends DatasetView {
    private final List<String> classNames;
    private final int[] labels;

    Relabelled(Dataset data, List<String> classNames) {
      super(data);
      this.classNames = List.copyOf(classNames);
      labels = data.classNames().stream().mapToInt(this.classNames::indexOf).toArray();
      for (int i = 0; i < labels.length; i++) {
        if (labels[i] < 0) {
          throw new IllegalArgumentException(
              "the class '" + data.classNames().get(i) + "' is none of the classes " + classNames);
        }
      }
    }

    @Override
    public List<String> classNames() {
      return classNames;
    }

    @Override
    public int label(int index) {
      return labels[viewed().label(index)];
    }

    private boolean hasTargetsOfClasses() {
      return viewed().targetSize() == labels.length;
    }

    @Override
    public int targetSize() {
      return hasTargetsOfClasses() ? classNames.size() : viewed().targetSize();
    }

    @Override
    public void readTarget(int index, float[] target, int offset) {
      if (!hasTargetsOfClasses()) {
        viewed().readTarget(index, target, offset);
        return;
      }
      float[] shown = new float[labels.length];
      viewed().readTarget(index, shown, 0);
      Arrays.fill(target, offset, offset + classNames.size(), 0);
      for (int i = 0; i < labels.length; i++) {
        target[offset + labels[i]] = shown[i];
      }
    }
  }
}
