package dev.limpid.vector;

import jdk.incubator.vector.FloatVector;

/**
 * Computes a tile of a product, {@code tile = start + A B}, in vector registers.
 *
 * <p>Each method is one plain loop over the depth, with the tile in local variables: that is the
 * form that HotSpot keeps in registers. A loop around it in the same method would lose that, and so
 * would a start from one vector of zeros that all accumulators share: they are loaded from {@code
 * start}, which may be the tile itself, to add to it, or one row for all with {@code startLd} 0,
 * such as zeros or a bias.
 *
 * <p>Elements of A are addressed from one index with constant distances. With an index for each row
 * the 16 general registers don't suffice, and HotSpot keeps some in vector registers: that took 10
 * to 30 % of the speed. So A is either packed in chunks with rows of {@link #LDA}, which is a copy
 * of short runs, or read across, where its rows are neighbours.
 */
abstract class MicroKernel {
  /** Row stride of a chunk of A, and the greatest depth of {@link #rows}. */
  static final int LDA = 256;

  /**
   * Depth of one run down the rows of A: all of {@link #LDA}, or half of it where that part of a
   * panel, 32 KB with 512-bit vectors, would fill the first-level cache. Twice the depth takes 2 %
   * off a product of 1024 x 1024 x 1024, and 3 to 7 % off convolutions of 256 channels.
   */
  final int step;

  /** Rows of the tile. */
  final int rows;

  /** Columns of the tile, and of a packed panel of B: two vectors. */
  final int columns;

  /** The same for the last rows of a matrix, where no more are left than it has; or this one. */
  final MicroKernel few;

  /** A row of zeros, for tiles that start from nothing; not modified. */
  final float[] zeros;

  MicroKernel(int rows, int columns, MicroKernel few) {
    this.rows = rows;
    this.columns = columns;
    this.few = few == null ? this : few;
    this.zeros = new float[columns];
    boolean fits = 4 * LDA * columns <= 1024L * Level1Cache.KILOBYTES * 2 / 3;
    this.step = fits ? LDA : LDA / 2;
  }

  /** The kernel for the next rows of so many that are left. */
  MicroKernel forRows(int left) {
    return left <= few.rows ? few : this;
  }

  /** So many rows, rounded up to whole tiles. */
  int wholeTiles(int count) {
    int rest = count % rows;
    return count - rest + (rest == 0 ? 0 : forRows(rest).rows);
  }

  /** The tile that fits the registers of this machine: AVX-512 and NEON have 32, AVX2 has 16. */
  static MicroKernel best() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    boolean manyRegisters = bits >= 512 || System.getProperty("os.arch", "").equals("aarch64");
    return manyRegisters ? new Tile8(new Tile4()) : new Tile6(new Tile4());
  }

  /**
   * A tile, with rows of A packed at {@link #LDA}: element {@code (i, p)} is {@code a[aOffset + i *
   * LDA + p]}. All {@code rows} must exist, with any values where they don't matter.
   *
   * @param depth how many products each element adds up
   * @param b the panel, {@code [depth][columns]}
   * @param start what the sums start from; may be {@code c}
   * @param c the tile, all of its {@code rows x columns} elements exist
   */
  abstract void rows(
      int depth,
      float[] a,
      int aOffset,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      int startLd,
      float[] c,
      int cOffset,
      int ldc);

  /** A tile, with A transposed: element {@code (i, p)} is {@code a[aOffset + p * lda + i]}. */
  abstract void columns(
      int depth,
      float[] a,
      int aOffset,
      int lda,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      int startLd,
      float[] c,
      int cOffset,
      int ldc);
}
