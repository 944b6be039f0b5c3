package dev.limpid.layers.merge;

/**
 * The least of its inputs, value by value; all of one shape, any. Of equal values the first one
 * gets the gradient. Keras calls it Minimum too.
 */
public final class Minimum extends Extreme {
  /** The least of several. */
  public Minimum() {}

  @Override
  int sign() {
    return -1;
  }
}
