package dev.limpid.train.data;

import dev.limpid.core.Shape;
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

  /** What to call a sample in messages and reports: a file's name, for example. */
  default String nameOf(int index) {
    return "sample " + index;
  }
}
