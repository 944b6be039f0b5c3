package dev.limpid.core.conv;

/**
 * A {@link FixedConvolution} row by row of its results, on the caller's thread: so several can
 * follow each other while only a few rows of what goes from one to the next exist.
 *
 * <p>An array holds rows of an image in turns: of {@code held} rows that it has room for, row r is
 * number {@code r % held}. A whole image is held with all of its rows.
 */
public interface ConvolutionRows {
  /** Sizes of the images. */
  ConvGeometry geometry();

  /**
   * Computes some rows of results, epilogue included.
   *
   * @param x rows of an image, of which those must be there that the window sees; not modified
   * @param xAt where the first of the rows that are held begins
   * @param xHeld how many are held
   * @param p the first row of results
   * @param count how many
   * @param y modified
   * @param yAt where the first of the rows that are held begins
   * @param yHeld how many are held
   */
  void compute(float[] x, int xAt, int xHeld, int p, int count, float[] y, int yAt, int yHeld);
}
