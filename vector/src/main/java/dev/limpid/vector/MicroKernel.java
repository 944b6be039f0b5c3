package dev.limpid.vector;

import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;

/**
 * Computes a micro-tile of a product, {@code C = start + A B}, in vector registers: some rows by
 * two vectors, or by one, where B has no more columns left.
 *
 * <p>Each method is one plain loop over the depth, with the micro-tile in local variables: that is
 * the form that HotSpot keeps in registers. A loop around it in the same method would lose that,
 * and so would a start from one vector of zeros that all accumulators share: they are loaded from
 * {@code start}, which may be the micro-tile itself, to add to it, or one row for all with {@code
 * startLd} 0, such as zeros or a bias.
 *
 * <p>Elements of A are addressed from one index with constant distances. With an index for each row
 * the 16 general registers don't suffice, and HotSpot keeps some in vector registers: that took 10
 * to 30 % of the speed. So A is either packed in chunks with rows of {@link Tuning#CHUNK}, which is
 * a copy of short spans, or read across, where its rows are neighbours.
 *
 * <p>A loop over rows would be shorter than the unrolled subclasses, but its accumulators would be
 * an array of objects. A test generates their methods anew and compares.
 */
abstract class MicroKernel {
  /** Rows of the largest that may be begun where fewer are left. */
  static final int MOST_ROWS = 8;

  /** Rows of the micro-tile. */
  final int rows;

  /** Columns of a packed panel of B: two vectors. */
  final int columns;

  /** Columns of the micro-tile: those of a panel, or one vector. */
  final int width;

  /** Rows from which on this one is taken. */
  private final int least;

  /** The same for fewer rows, the last ones of a matrix; or this one. */
  private final MicroKernel few;

  /**
   * The same for panels of which no more than one vector is used; or this one. Its last rows have
   * both vectors, of which the second is zeros.
   */
  final MicroKernel narrow;

  /** The sizes of blocks around it. */
  final Tuning tuning;

  /** A row of zeros, for micro-tiles that start from nothing; not modified. */
  final float[] zeros;

  /**
   * A micro-tile that is also taken where it has more rows than are left, but not where {@code few}
   * has enough.
   */
  MicroKernel(int rows, int width, MicroKernel few, MicroKernel narrow, Tuning tuning) {
    this(rows, width, few == null ? 1 : few.rows + 1, few, narrow, tuning);
  }

  MicroKernel(int rows, int width, int least, MicroKernel few, MicroKernel narrow, Tuning tuning) {
    this.least = least;
    this.rows = rows;
    this.width = width;
    this.columns = panelWidth();
    this.few = few == null ? this : few;
    this.narrow = narrow == null ? this : narrow;
    this.tuning = tuning;
    this.zeros = new float[columns];
  }

  /** The kernel for the next rows of so many that are left. */
  MicroKernel forRows(int left) {
    return left >= least ? this : few.forRows(left);
  }

  /** The kernel for a panel of which so many columns are used. */
  MicroKernel forColumns(int used) {
    return used <= narrow.width ? narrow : this;
  }

  /** So many rows, rounded up to whole micro-tiles. */
  int wholeRows(int count) {
    int rest = count % rows;
    return count - rest + (rest == 0 ? 0 : forRows(rest).rows);
  }

  /** Columns of a panel of B, whatever the micro-kernel: two vectors. */
  static int panelWidth() {
    return 2 * FloatVector.SPECIES_PREFERRED.length();
  }

  /** Rows that fill the registers of this machine: AVX-512 and NEON have 32, AVX2 has 16. */
  static int usualRows() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    boolean manyRegisters = bits >= 512 || System.getProperty("os.arch", "").equals("aarch64");
    return manyRegisters ? 8 : 6;
  }

  /** The one of 4, 6 or 8 rows. */
  static MicroKernel of(int rows, Tuning tuning) {
    MicroKernel few = new MicroKernel4(tuning);
    return switch (rows) {
      case 4 -> few;
      case 6 -> new MicroKernel6(few, narrowOf6(few, tuning), tuning);
      case 8 -> new MicroKernel8(few, new NarrowMicroKernel8(few, tuning), tuning);
      default -> throw new IllegalArgumentException("no micro-tile has " + rows + " rows");
    };
  }

  /** Twelve rows as long as there are so many. */
  private static MicroKernel narrowOf6(MicroKernel few, Tuning tuning) {
    return new NarrowMicroKernel12(new NarrowMicroKernel6(few, tuning), tuning);
  }

  /** This one, and all others that the registers allow, with both depths of slices. */
  static List<MicroKernel> candidates(MicroKernel first) {
    int slice = first.tuning.sliceDepth();
    List<MicroKernel> candidates = new ArrayList<>();
    for (int rows = first.rows; rows >= 4; rows -= 2) {
      candidates.add(rows == first.rows ? first : of(rows, first.tuning));
      int other = slice == Tuning.CHUNK ? Tuning.CHUNK / 2 : Tuning.CHUNK;
      candidates.add(of(rows, first.tuning.withSlice(other)));
    }
    return List.copyOf(candidates);
  }

  /** The micro-tile and its slices, such as {@code 8x32x256}. */
  @Override
  public String toString() {
    return rows + "x" + columns + "x" + tuning.sliceDepth();
  }

  /**
   * A micro-tile, with rows of A packed at {@link Tuning#CHUNK}: element {@code (i, p)} is {@code
   * a[aOffset + i * CHUNK + p]}. All {@code rows} must exist, with any values where they don't
   * matter.
   *
   * @param depth how many products each element adds up
   * @param b the panel, {@code [depth][columns]}
   * @param start what the sums start from; may be {@code c}
   * @param c the micro-tile, all of its {@code rows x width} elements exist
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

  /**
   * A micro-tile, with A packed across at {@link Tuning#ACROSS}: element {@code (i, p)} is {@code
   * a[aOffset + p * ACROSS + i]}.
   */
  abstract void columns(
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

  /**
   * A micro-tile, with A where an image has it: element {@code (i, p)} is {@code a[aOffset +
   * taps[p] + i]}.
   */
  abstract void lines(
      int depth,
      float[] a,
      int aOffset,
      int[] taps,
      float[] b,
      int bOffset,
      float[] start,
      int startOffset,
      int startLd,
      float[] c,
      int cOffset,
      int ldc);
}
