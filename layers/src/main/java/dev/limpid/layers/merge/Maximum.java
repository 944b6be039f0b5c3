package dev.limpid.layers.merge;

/**
 * The greatest of its inputs, value by value; all of one shape, any. Of equal values the first one
 * gets the gradient. Keras calls it Maximum too.
 */
public final class Maximum extends Extreme {
  /** The greatest of several. */
  public Maximum() {}

  @Override
  int sign() {
    return 1;
  }
}
