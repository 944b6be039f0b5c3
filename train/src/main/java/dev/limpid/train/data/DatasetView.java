package dev.limpid.train.data;

import dev.limpid.core.Shape;
import java.util.List;
import java.util.Objects;

/**
 * A data set that shows another one. It passes every question on; a view of your own overrides what
 * it answers itself:
 *
 * <pre>{@code
 * final class Inverted extends DatasetView {
 *   Inverted(Dataset data) {
 *     super(data);
 *   }
 *
 *   public void read(int index, float[] target, int offset) {
 *     super.read(index, target, offset);
 *     for (int i = offset; i < offset + sampleShape().size(); i++) {
 *       target[i] = 1 - target[i];
 *     }
 *   }
 * }
 * }</pre>
 */
public abstract class DatasetView implements Dataset {
  private final Dataset data;

  /** A view of a data set. */
  protected DatasetView(Dataset data) {
    this.data = Objects.requireNonNull(data, "data");
  }

  /** The data set that is shown. */
  protected final Dataset viewed() {
    return data;
  }

  /**
   * The sample of the data set that this view shows at an index: the same one, unless it is
   * overridden. Label, values and name are asked for by it.
   */
  protected int indexOf(int index) {
    return index;
  }

  @Override
  public int size() {
    return data.size();
  }

  @Override
  public Shape sampleShape() {
    return data.sampleShape();
  }

  @Override
  public List<String> classNames() {
    return data.classNames();
  }

  @Override
  public int label(int index) {
    return data.label(indexOf(index));
  }

  @Override
  public void read(int index, float[] target, int offset) {
    data.read(indexOf(index), target, offset);
  }

  @Override
  public int targetSize() {
    return data.targetSize();
  }

  @Override
  public void readTarget(int index, float[] target, int offset) {
    data.readTarget(indexOf(index), target, offset);
  }

  @Override
  public float weight(int index) {
    return data.weight(indexOf(index));
  }

  @Override
  public String nameOf(int index) {
    return data.nameOf(indexOf(index));
  }

  @Override
  public String toString() {
    return "view of " + data;
  }
}
