package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Matrix;
import dev.limpid.core.internal.Ints;
import dev.limpid.core.internal.Lanes;
import dev.limpid.core.rows.RowKernels;
import java.util.Objects;

/**
 * Convolution as a matrix product: the patches that the window sees are unfolded into the rows of a
 * matrix, which is multiplied with the kernel (Chellapilla, Puri and Simard 2006).
 *
 * <pre>
 * forward          Y  = P W     P: positions x patch, W: patch x filters
 * input gradient   dP = dY W'   folded back into dX, where patches overlap they add up
 * filter gradient  dW = P' dY
 * </pre>
 *
 * <p>A piece of work is a few images, so that the unfolded matrix stays below {@link #PATCH_FLOATS}
 * (or is that of one image) and does not grow with the batch. Filter gradients are summed in {@link
 * #LANES} partial sums, each over its own range of pieces, added in order: the same bits for any
 * number of threads.
 */
final class Im2colConvolution implements ConvAlgorithm {
  private static final int PATCH_FLOATS = 1 << 20;
  private static final int LANES = 8;

  private final ConvGeometry geometry;
  private final Gemm gemm;
  private final RowKernels rowKernels;
  private final Parallel parallel;
  private final Patches patches;
  private final int imagesPerPiece;

  Im2colConvolution(ConvGeometry geometry, Gemm gemm, RowKernels rowKernels, Parallel parallel) {
    this.geometry = geometry;
    this.gemm = Objects.requireNonNull(gemm, "gemm");
    this.rowKernels = Objects.requireNonNull(rowKernels, "rowKernels");
    this.parallel = Objects.requireNonNull(parallel, "parallel");
    this.patches = new Patches(geometry);
    long perImage = (long) geometry.positions() * geometry.patchSize();
    this.imagesPerPiece = (int) Math.max(1, PATCH_FLOATS / perImage);
  }

  @Override
  public String name() {
    return "im2col";
  }

  @Override
  public void forward(float[] x, int images, float[] kernel, Epilogue epilogue, float[] y) {
    parallel.forRange(
        images,
        imagesPerPiece,
        (from, to) -> {
          float[] unfolded = patchBuffer(to - from);
          for (int group = 0; group < geometry.groups(); group++) {
            patches.unfold(x, from, to, group, unfolded);
            gemm.multiply(
                patchMatrix(unfolded, to - from),
                kernelMatrix(kernel, 0, group),
                0,
                outputs(y, from, to, group),
                Parallel.serial());
          }
          int start = from * geometry.positions() * geometry.filters();
          int positions = (to - from) * geometry.positions();
          epilogue.apply(rowKernels, y, start, positions, geometry.filters());
        });
  }

  @Override
  public void inputGradient(float[] dy, int images, float[] kernel, float[] dx) {
    parallel.forRange(
        images,
        imagesPerPiece,
        (from, to) -> {
          float[] dPatches = patchBuffer(to - from);
          for (int group = 0; group < geometry.groups(); group++) {
            gemm.multiply(
                outputs(dy, from, to, group),
                kernelMatrix(kernel, 0, group).transpose(),
                0,
                patchMatrix(dPatches, to - from),
                Parallel.serial());
            patches.fold(dPatches, from, to, group, dx);
          }
        });
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    int size = geometry.kernelShape().size();
    int pieces = Ints.ceilDiv(images, imagesPerPiece);
    int lanes = Math.min(LANES, pieces);
    float[] partial = Scratch.current().atLeast(Scratch.Slot.PARTIAL, lanes * size);
    parallel.forEach(
        lanes,
        lane -> {
          int first = lane * pieces / lanes;
          int last = (lane + 1) * pieces / lanes;
          for (int piece = first; piece < last; piece++) {
            int from = piece * imagesPerPiece;
            int to = Math.min(from + imagesPerPiece, images);
            addFilterGradient(x, dy, from, to, piece == first ? 0 : 1, partial, lane * size);
          }
        });
    Lanes.add(partial, lanes, size, dKernel, parallel);
  }

  private void addFilterGradient(
      float[] x, float[] dy, int from, int to, float beta, float[] sum, int offset) {
    float[] unfolded = patchBuffer(to - from);
    for (int group = 0; group < geometry.groups(); group++) {
      patches.unfold(x, from, to, group, unfolded);
      gemm.multiply(
          patchMatrix(unfolded, to - from).transpose(),
          outputs(dy, from, to, group),
          beta,
          kernelMatrix(sum, offset, group),
          Parallel.serial());
    }
  }

  /** The patches of so many images and one group, {@code positions x patch}. */
  private Matrix patchMatrix(float[] unfolded, int images) {
    return Matrix.of(unfolded, images * geometry.positions(), geometry.patchSize());
  }

  /** The kernel of a group, {@code patch x filters}, of a kernel that starts at an offset. */
  private Matrix kernelMatrix(float[] kernel, int offset, int group) {
    int start = offset + group * filtersPerGroup();
    return Matrix.of(kernel, start, geometry.filters(), geometry.patchSize(), filtersPerGroup());
  }

  /** The outputs of a group and some images, {@code positions x filters}. */
  private Matrix outputs(float[] y, int from, int to, int group) {
    int filters = geometry.filters();
    int start = from * geometry.positions() * filters + group * filtersPerGroup();
    return Matrix.of(y, start, filters, (to - from) * geometry.positions(), filtersPerGroup());
  }

  @Override
  public String toString() {
    return name() + " on " + gemm.name() + " products";
  }

  private int filtersPerGroup() {
    return geometry.filters() / geometry.groups();
  }

  private float[] patchBuffer(int images) {
    long floats = (long) images * geometry.positions() * geometry.patchSize();
    if (floats > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "the unfolded patches of one image of "
              + geometry.inputShape()
              + " exceed an array; use the direct convolution or smaller images");
    }
    // Exactly sized: native products copy the whole array.
    return Scratch.current().exactly(Scratch.Slot.PATCHES, (int) floats);
  }
}
