package dev.limpid.vector;

/**
 * The products of a Winograd convolution, {@code M[e] = V[e] U[e]}, one for each component.
 *
 * @param size of a tile's side: there are {@code size * size} components
 * @param tiles rows of V and M, whole tiles of the micro-kernel
 * @param channels columns of V, rows of U
 * @param filters columns of U; M may have more
 * @param ofV the layout of V, of {@link TileLayout#rows}
 * @param ofU the layout of U, of {@link TileLayout#panels}
 * @param ofM the layout of M, of {@link TileLayout#whole}
 */
record WinogradProduct(
    MicroKernel kernel,
    int size,
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
    int vStart = ofV.component(component, size);
    int uStart = ofU.component(component, size);
    int mStart = ofM.component(component, size) + first;
    int ldm = ofM.rowStride();
    for (int f = 0; f < filters; f += kernel.columns) {
      int panel = uStart + f / kernel.columns * ofU.chunkStride();
      for (int c = 0; c < channels; c += kernel.step) {
        int depth = Math.min(kernel.step, channels - c);
        int vAt = vStart + c / MicroKernel.LDA * ofV.chunkStride() + c % MicroKernel.LDA;
        int uAt = panel + c * kernel.columns;
        MicroKernel tile;
        for (int t = 0; t < tiles; t += tile.rows) {
          tile = kernel.forRows(tiles - t);
          int at = mStart + t * ldm + f;
          float[] start = c == 0 ? kernel.zeros : m;
          tile.rows(
              depth,
              v,
              vAt + t * MicroKernel.LDA,
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
