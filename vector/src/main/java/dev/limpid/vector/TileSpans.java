package dev.limpid.vector;

/**
 * How a row of tiles gets from a strip into matrices, or back: {@link TileRows#into} and {@link
 * TileRows#outOf} make it once for all rows.
 *
 * @param layout of the matrices
 * @param whole a whole chunk of the channels
 * @param last the last chunk, which may be narrower
 */
record TileSpans(TileLayout layout, Spans whole, Spans last) {
  int chunk() {
    return layout.chunk();
  }

  /** Those of the chunk that starts at this channel. */
  Spans from(int channel, int channels) {
    return channel + layout.chunk() < channels ? whole : last;
  }
}
