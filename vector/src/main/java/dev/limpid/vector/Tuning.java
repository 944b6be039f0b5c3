package dev.limpid.vector;

/**
 * All sizes of blocks, and all limits at which one way of computing gives way to another.
 *
 * <p>The components follow the caches of the machine. They change time alone, never a bit of a
 * result: where a cache is smaller than that of {@link CacheSizes#MEASURED}, on which they were
 * measured, they shrink with it; where it is larger, they stay as measured. The constants are the
 * same on every machine: they decide in which order values are added, or which algorithm is taken,
 * so that the same seed gives the same bits whatever the caches are, or they count what does not
 * depend on caches.
 *
 * <p>"Layers" are those of the network that {@code docs/KERNELS.md} traces; {@code
 * bench/RESULTS.md} has what else was tried.
 *
 * @param sliceDepth depth that a micro-kernel goes at a time (first level): twice the depth takes 2
 *     % off a product of 1024 x 1024 x 1024, and 3 to 7 % off convolutions of 256 channels, as long
 *     as its part of a panel of B fills no more than two thirds of the cache
 * @param blockDepth depth of a block of A (second level): its packed rows take {@code 4 *
 *     BLOCK_ROWS * blockDepth} bytes, 393 KB of 1 MB, and leave room for panels of B
 * @param blockWidth columns of B that are packed at a time (third level): up to 8 MB, read back
 *     once for each block of A
 * @param passFloats floats of V and M in a block of a Winograd pass that one thread works on
 *     (second level): 1.2 MB
 * @param privateKernel floats of a transformed kernel that each thread can keep to itself (second
 *     level): 2.4 MB; larger ones are taken in groups of filters where tiles are few
 * @param sharedKernel floats of a transformed kernel that the threads can share (third level): 12
 *     MB; where it is larger, blocks are of {@link #MANY_TILES}, so that it is read less often
 * @param sharedTiles floats of V and M that are kept beside the kernels of groups (third level): 8
 *     MB
 * @param gradientTiles tiles in a block of a Winograd filter gradient that all threads share: 512,
 *     and one slice where the second-level cache is smaller (512 KB), which takes 7 % off
 */
record Tuning(
    int sliceDepth,
    int blockDepth,
    int blockWidth,
    int passFloats,
    int privateKernel,
    int sharedKernel,
    int sharedTiles,
    int gradientTiles) {
  /** Rows of a block of A: a multiple of all micro-kernels' rows. */
  static final int BLOCK_ROWS = 96;

  /** Row stride of a chunk of packed A, and the greatest depth of a slice of rows. */
  static final int CHUNK = 256;

  /**
   * Row stride of A that is packed across. It is constant, because only then does HotSpot on Java
   * 17 check the range of a micro-kernel's elements once and not at each step: 7 % of the speed. A
   * sum of two powers of two would not do, which becomes two shifts. Eleven lines of the cache are
   * an odd number, so that the rows fall into all of its sets.
   */
  static final int ACROSS = 176;

  /** Rows of A, neighbours there, of a chunk: whole micro-tiles of any kernel, whole vectors. */
  static final int ACROSS_CHUNK = 144;

  /**
   * Panels of B that are packed together, row by row: what they take from a row are neighbours, and
   * come from memory faster than each panel's columns alone. That took 5 % off a product of 1024 x
   * 1024 x 1024; with 8 and 16 the panels get into each other's way in the cache.
   */
  static final int PACKED_PANELS = 4;

  /**
   * From so many columns of C for each thread on, and no fewer than rows, each thread computes a
   * part of the columns by itself. It packs all of A then, but no panel that another thread packed
   * has to come from that one's cache: at 1024 x 1024 x 1024 no difference while the two cores
   * share a cache, and 6 to 20 % less time where they don't.
   */
  static final int OWN_COLUMNS = 256;

  /**
   * Multiply-adds of a product that is shared by the threads: fewer take one of them some
   * microseconds, and another about as long to come.
   */
  static final int SHARED_PRODUCT = 1 << 18;

  /** Tiles in a block of a Winograd pass at least: with fewer, U would be read too often. */
  static final int LEAST_TILES = 64;

  /**
   * Tiles in a block where U is larger than the third-level cache: 64 take 2 to 13 % longer there,
   * and 256 up to 20 % longer where U is not.
   */
  static final int MANY_TILES = 256;

  /**
   * Filters that a thread takes where U is the larger part. At batch 8 they take 15 to 25 % off the
   * input gradient of the 6x6 layers, and off their forward pass 10 % where the cores share a
   * cache, while it takes 4 % longer where they don't; 32 or 128 of them gain less.
   */
  static final int FILTER_GROUP = 64;

  /** Channels of a kernel that are transformed in a piece of work. */
  static final int KERNEL_CHANNELS = 8;

  /**
   * With fewer tiles and a fixed kernel that is {@link #LARGE_FIXED_KERNEL}, reading the kernel
   * takes longer than the products that Winograd's algorithm saves.
   */
  static final int ENOUGH_TILES = 24;

  /** Floats of a transformed kernel above which {@link #ENOUGH_TILES} counts: 2.4 MB. */
  static final int LARGE_FIXED_KERNEL = 600_000;

  /** Partial sums of a filter gradient, each over its own range of images. */
  static final int LANES = 8;

  /** Floats of a kernel whose gradient by patches is not summed up in lanes: 1.2 MB. */
  static final int UNDIVIDED_KERNEL = 300_000;

  /**
   * Floats of V and D in a block of a Winograd filter gradient that one thread works on: 1.2 MB.
   */
  static final int GRADIENT_FLOATS = 300_000;

  /** Floats of dU up to which each lane has one of its own: 3.4 MB. */
  static final int LANE_KERNEL = 850_000;

  /** Depth of a slice there: its part of a panel of D takes 16 KB with 512-bit vectors. */
  static final int GRADIENT_SLICE = 128;

  /** Sums over rows that are kept at a time: 4 KB, a small part of the first-level cache. */
  static final int ROW_SUMS = 1 << 10;

  /**
   * What suits these caches.
   *
   * @param columns columns of a panel of B: two vectors
   */
  static Tuning of(CacheSizes caches, int columns) {
    boolean fits = 4L * CHUNK * columns <= 1024L * caches.level1() * 2 / 3;
    double second = Math.min(1, (double) caches.level2() / CacheSizes.MEASURED.level2());
    double third = Math.min(1, (double) caches.level3() / CacheSizes.MEASURED.level3());
    return new Tuning(
        fits ? CHUNK : CHUNK / 2,
        chunks(1024 * second),
        chunks(2048 * third),
        (int) (300_000 * second),
        (int) (600_000 * second),
        (int) (3_000_000 * third),
        (int) (2_000_000 * third),
        second < 1 ? GRADIENT_SLICE : 512);
  }

  /**
   * Depth that a micro-kernel goes at a time where A lies across. There each step takes a line of
   * the cache to itself: 256 of them, 16 KB beside a panel's 16 KB, are too many for 32 KB (Zen 3:
   * the micro-kernel has 74 GFLOP/s at depth 256 and 88 at 128, on Java 25 84 and 92).
   */
  int acrossDepth() {
    return Math.min(sliceDepth, CHUNK / 2);
  }

  /** The same with another depth of slices. */
  Tuning withSlice(int depth) {
    return new Tuning(
        depth,
        blockDepth,
        blockWidth,
        passFloats,
        privateKernel,
        sharedKernel,
        sharedTiles,
        gradientTiles);
  }

  /** A number of whole chunks, which whole panels are too. */
  private static int chunks(double size) {
    return Math.max(1, (int) size / CHUNK) * CHUNK;
  }
}
