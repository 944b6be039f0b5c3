package dev.limpid.vector;

import dev.limpid.core.internal.Ints;

/**
 * Where transformed tiles lie in an array: for each component {@code (i, j)} a matrix with a row
 * for each tile, its columns (channels) cut into chunks,
 *
 * <pre>
 * [i][j][chunk][tile][channel of the chunk]
 * </pre>
 *
 * <p>With chunks of {@link Tuning#CHUNK} that is the form of a micro-kernel's operand A, with
 * chunks of two vectors that of packed panels of B. Where two or four rows of components fit into a
 * row of a chunk they share it, because otherwise half of the cache's lines, or more, would never
 * be used.
 *
 * @param chunk channels of a chunk
 * @param rowStride from a tile to the next
 * @param chunkStride from a chunk to the next
 * @param columnDistance from component {@code (i, j)} to {@code (i, j + 1)}
 * @param rowDistance from component {@code (i, j)} to {@code (i + 1, j)}, or {@code (i + 2, j)}
 *     where two share, {@code (i + 4, j)} where four do
 * @param sharing how many components share a row: 1, 2 or 4
 */
record TileLayout(
    int chunk, int rowStride, int chunkStride, int columnDistance, int rowDistance, int sharing) {
  /** Distance that keeps matrices from starting at the same place in the cache; 64 bytes. */
  static final int PAD = 16;

  /**
   * Where the first matrix starts: with the header of 16 bytes in front of an array that lies at
   * the start of a page, as large ones do, at the start of a line of the cache. Vectors and rows of
   * micro-tiles that lie across two lines took 3 to 5 % more.
   */
  private static final int ORIGIN = 12;

  /**
   * Matrices of tiles with rows of {@link Tuning#CHUNK}, the operand A of a micro-kernel's rows.
   */
  static TileLayout rows(int across, int tiles, int channels) {
    int chunk = Tuning.CHUNK;
    int chunks = Ints.ceilDiv(channels, chunk);
    int distance = chunks * tiles * chunk + PAD;
    int sharing = 4 * channels <= chunk ? 4 : 2 * channels <= chunk ? 2 : 1;
    return new TileLayout(chunk, chunk, tiles * chunk, distance, across * distance, sharing);
  }

  /**
   * Matrices whose rows lie across, in chunks of {@link Tuning#ACROSS_CHUNK}: the operand A of a
   * micro-kernel's columns.
   */
  static TileLayout across(int across, int tiles, int channels) {
    int chunks = Ints.ceilDiv(channels, Tuning.ACROSS_CHUNK);
    int chunkStride = tiles * Tuning.ACROSS;
    int distance = chunks * chunkStride + PAD;
    return new TileLayout(
        Tuning.ACROSS_CHUNK, Tuning.ACROSS, chunkStride, distance, across * distance, 1);
  }

  /** Matrices with whole rows: a result. */
  static TileLayout whole(int across, int tiles, int channels) {
    int stride = channels + PAD;
    int distance = tiles * stride + PAD;
    return new TileLayout(channels, stride, 0, distance, across * distance, 1);
  }

  /** Matrices packed into panels of this width, the operand B. */
  static TileLayout panels(int across, int tiles, int channels, int width) {
    int panels = Ints.ceilDiv(channels, width);
    int distance = panels * tiles * width + PAD;
    return new TileLayout(width, width, tiles * width, distance, across * distance, 1);
  }

  /** Where component {@code (i, 0)} of a tile starts, at a channel that starts a chunk. */
  int at(int i, int channel, int tile) {
    int start = ORIGIN + i / sharing * rowDistance + i % sharing * (chunk / sharing);
    return start + channel / chunk * chunkStride + tile * rowStride;
  }

  /** Where the matrix of a component starts, numbered in row-major order. */
  int component(int number, int across) {
    return at(number / across, 0, 0) + number % across * columnDistance;
  }

  /**
   * Floats that an array needs, whole lines of the cache, with {@code slack} for a kernel that
   * reads on.
   */
  int length(int down, int slack) {
    return Ints.roundUp(ORIGIN + Ints.ceilDiv(down, sharing) * rowDistance + slack, PAD);
  }
}
