package dev.limpid.vector;

/**
 * The one-dimensional transforms of Winograd's minimal filtering F(m, 3): m neighbouring results of
 * a filter of 3 taps from {@code m + 2} inputs with {@code m + 2} multiplications instead of {@code
 * 3 m},
 *
 * <pre>
 * y = A' [ (G g) * (B' d) ]      d: m + 2 inputs, g: 3 taps, y: m results
 * </pre>
 *
 * <p>In two dimensions each transform is applied to the columns of a tile and then to its rows: see
 * {@link WinogradTiles}.
 *
 * @param outputs results of a tile along one direction, m
 * @param input {@code B' d}: {@link #size} spans to as many
 * @param output {@code A' m}: {@link #size} spans to {@link #outputs}
 * @param outputAdjoint {@code A y}, for the gradient by the filter: {@link #outputs} spans to
 *     {@link #size}
 * @param kernel {@code G g}: 3 spans to {@link #size}
 * @param kernelAdjoint {@code G' u}, for the gradient by the filter: {@link #size} spans to 3
 */
record WinogradTransform(
    int outputs,
    SpanTransform input,
    SpanTransform output,
    SpanTransform outputAdjoint,
    SpanTransform kernel,
    SpanTransform kernelAdjoint) {

  /** Inputs of a tile along one direction, {@code m + 2}. */
  int size() {
    return outputs + 2;
  }

  /** How many tiles cover so many results along one direction. */
  int tiles(int results) {
    return (results + outputs - 1) / outputs;
  }
}
