package dev.limpid.train.data;

import dev.limpid.core.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Samples in memory, one unsigned byte a value: 0 is read as 0 and 255 as 1. Immutable.
 *
 * <p>A quarter of the memory of floats, and nothing is lost: image files hold bytes.
 */
public final class ByteDataset implements Dataset {
  private static final float[] UNIT = new float[256];

  static {
    for (int i = 0; i < UNIT.length; i++) {
      UNIT[i] = i / 255f;
    }
  }

  private final Shape sampleShape;
  private final List<String> classNames;
  private final byte[][] samples;
  private final int[] labels;
  private final List<String> names;

  /** Keeps the arrays; {@code names} may be empty. */
  ByteDataset(
      Shape sampleShape,
      List<String> classNames,
      byte[][] samples,
      int[] labels,
      List<String> names) {
    this.sampleShape = Objects.requireNonNull(sampleShape, "sampleShape");
    this.classNames = List.copyOf(classNames);
    this.samples = samples;
    this.labels = labels;
    this.names = List.copyOf(names);
    requireConsistent();
  }

  /**
   * A data set of these bytes, which are copied.
   *
   * @param sampleShape the shape of one sample, {@code [H,W,C]}
   * @param classNames the name of each class
   * @param samples {@code [samples][H * W * C]}, unsigned
   * @param labels one for each sample, an index into the class names
   * @throws IllegalArgumentException if there is not one label for each sample, a sample has
   *     another length than its shape says, or a label is no index of a class
   */
  public static ByteDataset of(
      Shape sampleShape, List<String> classNames, byte[][] samples, int[] labels) {
    byte[][] copies = new byte[samples.length][];
    for (int i = 0; i < samples.length; i++) {
      copies[i] = samples[i].clone();
    }
    return keeping(sampleShape, classNames, copies, labels.clone());
  }

  /**
   * A data set of these bytes, which are not copied: for large sets that nothing else holds. The
   * caller doesn't change them any more.
   *
   * @param sampleShape the shape of one sample, {@code [H,W,C]}
   * @param classNames the name of each class
   * @param samples {@code [samples][H * W * C]}, unsigned
   * @param labels one for each sample, an index into the class names
   * @throws IllegalArgumentException as {@link #of}
   */
  public static ByteDataset keeping(
      Shape sampleShape, List<String> classNames, byte[][] samples, int[] labels) {
    return new ByteDataset(sampleShape, classNames, samples, labels, List.of());
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape sampleShape() {
    return sampleShape;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public void read(int index, float[] target, int offset) {
    toUnit(samples[index], target, offset);
  }

  @Override
  public String nameOf(int index) {
    return names.isEmpty() ? Dataset.super.nameOf(index) : names.get(index);
  }

  /** For example {@code 8000 samples of [50,55,3] in 30 classes}. */
  @Override
  public String toString() {
    return size() + " samples of " + sampleShape + " in " + classNames.size() + " classes";
  }

  /** The unsigned bytes as floats in 0 to 1. */
  static void toUnit(byte[] bytes, float[] target, int offset) {
    Objects.checkFromIndexSize(offset, bytes.length, target.length);
    for (int i = 0; i < bytes.length; i++) {
      target[offset + i] = UNIT[bytes[i] & 0xff];
    }
  }

  private void requireConsistent() {
    if (samples.length != labels.length) {
      throw new IllegalArgumentException(
          "there must be one label for each sample, but there are "
              + samples.length
              + " samples and "
              + labels.length
              + " labels");
    }
    for (int i = 0; i < samples.length; i++) {
      if (samples[i].length != sampleShape.size()) {
        throw new IllegalArgumentException(
            "a sample of shape "
                + sampleShape
                + " has "
                + sampleShape.size()
                + " bytes, but sample "
                + i
                + " has "
                + samples[i].length);
      }
    }
    int wrong = Datasets.firstLabelOutOfRange(Arrays.stream(labels), classNames.size());
    if (wrong >= 0) {
      throw Datasets.labelOutOfRange(nameOf(wrong), labels[wrong], classNames.size());
    }
  }
}
