package dev.limpid.vector;

/**
 * The products of a Winograd convolution, {@code M[e] = V[e] U[e]}, one for each component.
 *
 * @param across components in a row of a transformed tile
 * @param tiles rows of V and M, whole micro-tiles
 * @param channels columns of V, rows of U
 * @param filters columns of U; M may have more
 * @param ofV the layout of V, of {@link TileLayout#rows}
 * @param ofU the layout of U, of {@link TileLayout#panels}
 * @param ofM the layout of M, of {@link TileLayout#whole}
 */
record WinogradProduct(
    MicroKernel micro,
    int across,
    int tiles,
    int channels,
    int filters,
    TileLayout ofV,
    TileLayout ofU,
    TileLayout ofM) {

  /**
   * Computes the product of one component.
   *
   * @param m modified
   * @param first the column of M where those of U begin
   */
  void multiply(int component, float[] v, float[] u, float[] m, int first) {
    int vStart = ofV.component(component, across);
    int uStart = ofU.component(component, across);
    int mStart = ofM.component(component, across) + first;
    int ldm = ofM.rowStride();
    int slice = micro.tuning.sliceDepth();
    for (int f = 0; f < filters; f += micro.columns) {
      int panel = uStart + f / micro.columns * ofU.chunkStride();
      MicroKernel kernel = micro.forColumns(filters - f);
      for (int c = 0; c < channels; c += slice) {
        int depth = Math.min(slice, channels - c);
        int vAt = vStart + c / Tuning.CHUNK * ofV.chunkStride() + c % Tuning.CHUNK;
        int uAt = panel + c * micro.columns;
        MicroKernel of;
        for (int t = 0; t < tiles; t += of.rows) {
          of = kernel.forRows(tiles - t);
          int at = mStart + t * ldm + f;
          float[] start = c == 0 ? micro.zeros : m;
          of.rows(
              depth,
              v,
              vAt + t * Tuning.CHUNK,
              u,
              uAt,
              start,
              c == 0 ? 0 : at,
              c == 0 ? 0 : ldm,
              m,
              at,
              ldm);
        }
      }
    }
  }
}
