package dev.limpid.train.data;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Objects;

/**
 * Samples that go through a network together: {@code x} is {@code [N,H,W,C]}, with one label for
 * each. One batch is filled again and again; its buffers are reused, also for a smaller last batch.
 */
public final class Batch {
  private final Shape sampleShape;
  private final Tensor x;
  private final int[] labels;

  /**
   * An empty batch.
   *
   * @param sampleShape the shape of one sample, {@code [H,W,C]}
   * @param capacity the most samples it can hold
   * @throws IllegalArgumentException if the capacity is not positive
   */
  public Batch(Shape sampleShape, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a batch holds 1 sample or more, but not " + capacity);
    }
    this.sampleShape = sampleShape;
    this.x = Tensor.zeros(sampleShape.batch(capacity)).reshapeToBatch(0, sampleShape);
    this.labels = new int[capacity];
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

  /**
   * Fills this batch with the samples {@code indices[from] ... indices[to - 1]} of a data set.
   *
   * @throws IllegalArgumentException if they are more than the capacity, or have another shape
   * @throws IndexOutOfBoundsException if there are no such indices or samples
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
    data.read(index, x.data(), i * sampleShape.size());
    labels[i] = data.label(index);
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
    x.reshapeToBatch(size, sampleShape);
  }
}
