package dev.limpid.spark;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import java.util.List;

/** Rows that a task holds in its memory, to be learnt from. */
final class SampleDataset implements Dataset {
  private final Shape shape;
  private final List<String> classNames;
  private final List<Sample> samples;

  SampleDataset(Shape shape, List<String> classNames, List<Sample> samples) {
    this.shape = shape;
    this.classNames = List.copyOf(classNames);
    this.samples = List.copyOf(samples);
  }

  @Override
  public int size() {
    return samples.size();
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
    return samples.get(index).label();
  }

  @Override
  public void read(int index, float[] target, int offset) {
    samples.get(index).read(target, offset);
  }

  @Override
  public String nameOf(int index) {
    return samples.get(index).name();
  }
}
