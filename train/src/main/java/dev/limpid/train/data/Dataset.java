package dev.limpid.train.data;

import dev.limpid.core.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * Labelled samples that can be visited in any order.
 *
 * <p>Every sample has the same shape, {@code [H,W,C]} for images, values in 0 to 1 (Keras's
 * convention after {@code rescale=1/255}), and one label. Reading is safe for several threads at
 * once, and the same index always gives the same values.
 */
public interface Dataset {
  /** How many samples there are. */
  int size();

  /** The shape of one sample, {@code [H,W,C]}. */
  Shape sampleShape();

  /** The names of the classes; a label is an index into it. Unmodifiable. */
  List<String> classNames();

  /**
   * The label of a sample, in 0 ... {@code classNames().size() - 1}.
   *
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  int label(int index);

  /**
   * Writes a sample's values, row by row with the channels innermost.
   *
   * @param target modified: {@code sampleShape().size()} values from {@code offset} on
   * @throws IndexOutOfBoundsException if there is no such sample, or no room in the target
   */
  void read(int index, float[] target, int offset);

  /**
   * How many numbers a sample's target has; by default as many as there are classes. It is for
   * losses that want more than a label: several labels an image, probabilities, a regression. A set
   * without classes has no labels: {@link #label} isn't asked for.
   */
  default int targetSize() {
    return classNames().size();
  }

  /**
   * Writes a sample's target; by default 1 for its class and 0 for the others.
   *
   * @param target modified: {@link #targetSize} numbers from {@code offset} on
   */
  default void readTarget(int index, float[] target, int offset) {
    Arrays.fill(target, offset, offset + targetSize(), 0);
    target[offset + label(index)] = 1;
  }

  /** How much a sample counts in the loss, 0 or more; 1 by default. */
  default float weight(int index) {
    return 1;
  }

  /** What to call a sample in messages and reports: a file's name, for example. */
  default String nameOf(int index) {
    return "sample " + index;
  }
}
