package dev.limpid.train.data;

import dev.limpid.core.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Data sets one after the other. */
final class JoinedDataset implements Dataset {
  private final Dataset[] parts;

  /** Where each part begins, and, last, where they end. */
  private final int[] starts;

  JoinedDataset(Dataset... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("there must be one data set or more to join");
    }
    this.parts = parts.clone();
    starts = new int[parts.length + 1];
    for (int i = 0; i < parts.length; i++) {
      requireAlike(parts[0], parts[i]);
      long end = (long) starts[i] + parts[i].size();
      if (end > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "a data set has at most " + Integer.MAX_VALUE + " samples, but these are more");
      }
      starts[i + 1] = (int) end;
    }
  }

  private static void requireAlike(Dataset first, Dataset other) {
    if (!first.sampleShape().equals(other.sampleShape())) {
      throw new IllegalArgumentException(
          "samples of "
              + first.sampleShape()
              + " can't be joined with samples of "
              + other.sampleShape());
    }
    if (!first.classNames().equals(other.classNames())) {
      throw new IllegalArgumentException(
          "a data set of the classes "
              + first.classNames()
              + " can't be joined with one of "
              + other.classNames());
    }
    if (first.targetSize() != other.targetSize()) {
      throw new IllegalArgumentException(
          "targets of "
              + first.targetSize()
              + " numbers can't be joined with targets of "
              + other.targetSize());
    }
  }

  @Override
  public int targetSize() {
    return parts[0].targetSize();
  }

  @Override
  public void readTarget(int index, float[] target, int offset) {
    int part = partOf(index);
    parts[part].readTarget(index - starts[part], target, offset);
  }

  @Override
  public float weight(int index) {
    int part = partOf(index);
    return parts[part].weight(index - starts[part]);
  }

  private int partOf(int index) {
    Objects.checkIndex(index, size());
    int found = Arrays.binarySearch(starts, index);
    if (found < 0) {
      return -found - 2;
    }
    while (starts[found + 1] == index) { // an empty part
      found++;
    }
    return found;
  }

  @Override
  public int size() {
    return starts[parts.length];
  }

  @Override
  public Shape sampleShape() {
    return parts[0].sampleShape();
  }

  @Override
  public List<String> classNames() {
    return parts[0].classNames();
  }

  @Override
  public int label(int index) {
    int part = partOf(index);
    return parts[part].label(index - starts[part]);
  }

  @Override
  public void read(int index, float[] target, int offset) {
    int part = partOf(index);
    parts[part].read(index - starts[part], target, offset);
  }

  @Override
  public String nameOf(int index) {
    int part = partOf(index);
    return parts[part].nameOf(index - starts[part]);
  }

  @Override
  public String toString() {
    return Arrays.stream(parts).map(String::valueOf).collect(Collectors.joining(" + "));
  }
}
