package dev.limpid.train.data;

import dev.limpid.core.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Images of files, more than the memory holds: those that have their bytes here are read from
 * memory, the others from their file, each time anew.
 */
final class ImageFileDataset implements Dataset {
  private final Shape shape;
  private final List<String> classNames;
  private final List<Path> files;
  private final byte[][] samples;
  private final int[] labels;
  private final List<String> names;

  /** Keeps the arrays; a sample may be null. */
  ImageFileDataset(
      Shape shape,
      List<String> classNames,
      List<Path> files,
      byte[][] samples,
      int[] labels,
      List<String> names) {
    this.shape = shape;
    this.classNames = List.copyOf(classNames);
    this.files = List.copyOf(files);
    this.samples = samples;
    this.labels = labels;
    this.names = List.copyOf(names);
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape sampleShape() {
    return shape;
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
    byte[] sample = samples[index];
    if (sample == null) {
      try {
        sample = ImageFiles.read(files.get(index), shape);
      } catch (IOException e) {
        throw ImageFolder.unreadable(files.get(index), e);
      }
    }
    ByteDataset.toUnit(sample, target, offset);
  }

  @Override
  public String nameOf(int index) {
    return names.get(index);
  }

  /** For example {@code 8000 images of [50,55,3] in 30 classes, 2000 of them read anew}. */
  @Override
  public String toString() {
    long anew = Arrays.stream(samples).filter(sample -> sample == null).count();
    return size()
        + " images of "
        + shape
        + " in "
        + classNames.size()
        + " classes, "
        + anew
        + " of them read anew each time";
  }
}
