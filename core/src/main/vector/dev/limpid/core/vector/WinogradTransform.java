package dev.limpid.core.vector;

/**
 * The one-dimensional transforms of Winograd's minimal filtering F(m, 3): m neighbouring results of
 * a filter of 3 taps from {@code m + 2} inputs with {@code m + 2} multiplications instead of {@code
 * 3 m},
 *
 * <pre>
 * y = A' [ (G g) * (B' d) ]      d: m + 2 inputs, g: 3 taps, y: m results
 * </pre>
 *
 * <p>In two dimensions each transform is applied to the columns of a tile and then to its rows: a
 * tile of 4x4 results takes 36 multiplications for each channel instead of 144, one of 2x2 takes 16
 * instead of 36. (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015.)
 *
 * <p>All methods have the same form: they combine a few runs of {@code length} values (channels, or
 * whole rows of an image), the first at {@code at} and each {@code step} after the one before it,
 * into runs that start at {@code to} and lie {@code targetStep} apart; and this {@code count}
 * times, each {@code atAdvance} and {@code toAdvance} further. {@code length} is a multiple of the
 * vector length.
 */
abstract class WinogradTransform {
  /** Results of a tile along one direction, m. */
  final int outputs;

  /** Inputs of a tile along one direction, {@code m + 2}. */
  final int size;

  WinogradTransform(int outputs) {
    this.outputs = outputs;
    this.size = outputs + 2;
  }

  /** {@code B' d}: {@link #size} runs to as many. */
  abstract void input(
      float[] source,
      int at,
      int step,
      float[] target,
      int to,
      int targetStep,
      int length,
      int count,
      int atAdvance,
      int toAdvance);

  /** {@code A' m}: {@link #size} runs to {@link #outputs}. */
  abstract void output(
      float[] source,
      int at,
      int step,
      float[] target,
      int to,
      int targetStep,
      int length,
      int count,
      int atAdvance,
      int toAdvance);

  /** {@code A y}, for the gradient by the filter: {@link #outputs} runs to {@link #size}. */
  abstract void outputAdjoint(
      float[] source,
      int at,
      int step,
      float[] target,
      int to,
      int targetStep,
      int length,
      int count,
      int atAdvance,
      int toAdvance);

  /** {@code G g}: 3 runs to {@link #size}. */
  abstract void kernel(
      float[] source,
      int at,
      int step,
      float[] target,
      int to,
      int targetStep,
      int length,
      int count,
      int atAdvance,
      int toAdvance);

  /** {@code G' u}, for the gradient by the filter: {@link #size} runs to 3. */
  abstract void kernelAdjoint(
      float[] source,
      int at,
      int step,
      float[] target,
      int to,
      int targetStep,
      int length,
      int count,
      int atAdvance,
      int toAdvance);
}
