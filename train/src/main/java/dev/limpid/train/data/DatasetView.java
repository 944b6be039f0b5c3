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

  /**
   * The target of the sample that is shown. Where that is 1 for its class and 0 for the others, and
   * this view has a {@link #label} of its own, it is 1 for this label. A view with fewer or more
   * classes overrides {@link #targetSize} and this.
   */
  @Override
  public void readTarget(int index, float[] target, int offset) {
    int shown = indexOf(index);
    data.readTarget(shown, target, offset);
    int classes = data.classNames().size();
    if (classes > 0 && classes == data.targetSize()) {
      int from = data.label(shown);
      int to = label(index);
      if (from != to && to >= 0 && to < classes && isOnly(from, target, offset, classes)) {
        target[offset + from] = 0;
        target[offset + to] = 1;
      }
    }
  }

  private static boolean isOnly(int label, float[] target, int offset, int classes) {
    for (int i = 0; i < classes; i++) {
      if (target[offset + i] != (i == label ? 1 : 0)) {
        return false;
      }
    }
    return true;
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
