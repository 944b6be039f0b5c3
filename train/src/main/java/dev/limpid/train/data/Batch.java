package dev.limpid.train.data;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Locale;
import java.util.Objects;

/**
 * Samples that go through a network together: {@code x} is {@code [N,H,W,C]}, with one label for
 * each. One batch is filled again and again; its buffers are reused, also for a smaller last batch.
 */
public final class Batch {
  private final String contents;
  private final Shape sampleShape;
  private final Tensor x;
  private final int[] labels;
  private final float[] weights;
  private Tensor targets;
  private Shape targetShape;

  /** An empty batch of images; see {@link #Batch(String, Shape, int)}. */
  public Batch(Shape sampleShape, int capacity) {
    this("images", sampleShape, capacity);
  }

  /**
   * An empty batch.
   *
   * @param contents what it holds, for messages, such as "training images"
   * @param sampleShape the shape of one sample, {@code [H,W,C]}
   * @param capacity the most samples it can hold
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public Batch(String contents, Shape sampleShape, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a batch holds 1 sample or more, but not " + capacity);
    }
    this.contents = contents;
    this.sampleShape = sampleShape;
    this.x = Tensor.zeros(sampleShape.batch(capacity)).reshapeToBatch(0, sampleShape);
    this.labels = new int[capacity];
    this.weights = new float[capacity];
  }

  /**
   * Makes this empty batch hold the samples' targets too.
   *
   * @param target the shape of one
   */
  public Batch withTargets(Shape target) {
    targets = Tensor.zeros(target.batch(capacity())).reshapeToBatch(0, target);
    targetShape = target;
    return this;
  }

  /** The most samples it can hold. */
  public int capacity() {
    return labels.length;
  }

  /** How many samples it holds now: the {@code N} of {@link #x}. */
  public int size() {
    return x.batchSize();
  }

  /** The values, {@code [N,H,W,C]}; the same tensor after every filling. */
  public Tensor x() {
    return x;
  }

  /** The labels; the array has room for {@link #capacity}, and the first {@code N} count. */
  public int[] labels() {
    return labels;
  }

  /** The targets, {@code [N, target shape]}; null unless this batch is {@link #withTargets}. */
  public Tensor targets() {
    return targets;
  }

  /** The weights of the samples; the first {@code N} count. */
  public float[] weights() {
    return weights;
  }

  /** Whether a sample's weight is another than 1. */
  public boolean isWeighted() {
    for (int i = 0; i < size(); i++) {
      if (weights[i] != 1) {
        return true;
      }
    }
    return false;
  }

  /**
   * Fills this batch with the samples {@code indices[from] ... indices[to - 1]} of a data set.
   *
   * @throws IllegalArgumentException if they are more than the capacity, or have another shape
   * @throws IndexOutOfBoundsException if there are no such indices or samples
   * @throws DatasetException if a sample can't be read, has a value that is not a finite number, or
   *     a label that is none of the classes; the message says which sample it is
   */
  public void fill(Dataset data, int[] indices, int from, int to) {
    reshape(data, indices, from, to);
    for (int i = 0; i < size(); i++) {
      read(data, indices[from + i], i);
    }
  }

  /**
   * Fills this batch with samples that are changed at random; the data set stays as it is.
   *
   * @param augmentation what changes them
   * @param rng the sample of index {@code i} gets the generator {@code rng.split(i)}, so that what
   *     happens to it depends neither on its place in the batch nor on the threads; for training,
   *     one for each epoch
   * @param parallel what reads and changes the samples
   * @throws IllegalArgumentException if they are more than the capacity, or have another shape
   * @throws IndexOutOfBoundsException if there are no such indices or samples
   * @throws DatasetException if a sample can't be read, has a value that is not a finite number, or
   *     a label that is none of the classes; the message says which sample it is
   */
  public void fill(
      Dataset data,
      int[] indices,
      int from,
      int to,
      Augmentation augmentation,
      Rng rng,
      Parallel parallel) {
    reshape(data, indices, from, to);
    parallel.forEach(
        size(),
        i -> {
          int index = indices[from + i];
          read(data, index, i);
          augmentation.apply(x.data(), i * sampleShape.size(), sampleShape, rng.split(index));
        });
  }

  private void read(Dataset data, int index, int i) {
    int at = i * sampleShape.size();
    Objects.checkIndex(index, data.size());
    try {
      data.read(index, x.data(), at);
      labels[i] = data.classNames().isEmpty() ? 0 : data.label(index);
      weights[i] = data.weight(index);
      if (targets != null) {
        data.readTarget(index, targets.data(), i * targetShape.size());
      }
    } catch (Exception problem) { // of any type: a data set may be in a language without checks
      throw unreadable(contents, data, index, problem);
    } catch (Error problem) { // stays what it is
      problem.addSuppressed(new DatasetException(name(contents, data, index) + " was being read"));
      throw problem;
    }
    if (!data.classNames().isEmpty()) {
      requireLabel(contents, data, index, labels[i]);
    }
    requireFinite(data, index, at);
    if (!(weights[i] >= 0 && weights[i] < Float.POSITIVE_INFINITY)) {
      throw new DatasetException(
          name(contents, data, index)
              + " has the weight "
              + weights[i]
              + ", which is not 0 or more");
    }
    for (int j = 0; targets != null && j < targetShape.size(); j++) {
      float target = targets.data()[i * targetShape.size() + j];
      if (!Float.isFinite(target)) {
        throw new DatasetException(
            name(contents, data, index) + " has the target " + target + " at element " + j);
      }
    }
  }

  /**
   * Checks that each label of a data set is one of its classes, if it has any, before anything is
   * read.
   *
   * @param contents what the data set is, for messages, such as "training images"
   * @throws DatasetException if one is not, or can't be told; the message says which
   */
  public static void requireLabels(String contents, Dataset data) {
    for (int i = 0; i < data.size() && !data.classNames().isEmpty(); i++) {
      int label;
      try {
        label = data.label(i);
      } catch (Exception problem) { // of any type, as above
        throw unreadable(contents, data, i, problem);
      }
      requireLabel(contents, data, i, label);
    }
  }

  private static void requireLabel(String contents, Dataset data, int index, int label) {
    int classes = data.classNames().size();
    if (label < 0 || label >= classes) {
      throw new DatasetException(
          name(contents, data, index)
              + " has label "
              + label
              + ", but with "
              + classes
              + " classes labels are 0 to "
              + (classes - 1));
    }
  }

  private static DatasetException unreadable(
      String contents, Dataset data, int index, Exception problem) {
    String why =
        problem instanceof DatasetException ? problem.getMessage() : String.valueOf(problem);
    return new DatasetException(name(contents, data, index) + " can't be read: " + why, problem);
  }

  private void requireFinite(Dataset data, int index, int at) {
    float[] values = x.data();
    for (int j = at; j < at + sampleShape.size(); j++) {
      if (!Float.isFinite(values[j])) {
        throw new DatasetException(
            name(contents, data, index)
                + " has the value "
                + values[j]
                + place(j - at)
                + "; a network can only compute with finite numbers");
      }
    }
  }

  private String place(int j) {
    if (sampleShape.rank() != 3) {
      return " at element " + j;
    }
    int channels = sampleShape.dim(2);
    int width = sampleShape.dim(1);
    return String.format(
        Locale.ROOT,
        " in row %d, column %d, channel %d",
        j / channels / width,
        j / channels % width,
        j % channels);
  }

  /** Such as {@code image 17 of the training images ("cat/3.png")}. */
  private static String name(String contents, Dataset data, int index) {
    String name = data.nameOf(index);
    String plain = "sample " + index;
    return "image "
        + index
        + " of the "
        + contents
        + (name == null || name.equals(plain) ? "" : " (\"" + name + "\")");
  }

  private void reshape(Dataset data, int[] indices, int from, int to) {
    Objects.checkFromToIndex(from, to, indices.length);
    int size = to - from;
    if (size > capacity()) {
      throw new IllegalArgumentException(
          "the batch holds at most " + capacity() + " samples, but is to be filled with " + size);
    }
    if (!data.sampleShape().equals(sampleShape)) {
      throw new IllegalArgumentException(
          "the batch is for samples of "
              + sampleShape
              + ", but the data set has samples of "
              + data.sampleShape());
    }
    if (targets != null && data.targetSize() != targetShape.size()) {
      throw new IllegalArgumentException(
          "the batch is for targets of "
              + targetShape.size()
              + " numbers, but the data set has targets of "
              + data.targetSize());
    }
    x.reshapeToBatch(size, sampleShape);
    if (targets != null) {
      targets.reshapeToBatch(size, targetShape);
    }
  }
}
