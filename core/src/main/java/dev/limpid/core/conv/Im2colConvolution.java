package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.gemm.Gemm;
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
 * #LANES} partial sums, each over its own run of pieces, added in order: the same bits for any
 * number of threads.
 */
final class Im2colConvolution implements ConvAlgorithm {
  private static final int PATCH_FLOATS = 1 << 20;
  private static final int LANES = 8;

  private final ConvGeometry geometry;
  private final Gemm gemm;
  private final Parallel parallel;
  private final Patches patches;
  private final int imagesPerPiece;

  Im2colConvolution(ConvGeometry geometry, Gemm gemm, Parallel parallel) {
    this.geometry = geometry;
    this.gemm = Objects.requireNonNull(gemm, "gemm");
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
          int positions = (to - from) * geometry.positions();
          int start = from * geometry.positions() * geometry.filters();
          for (int group = 0; group < geometry.groups(); group++) {
            patches.unfold(x, from, to, group, unfolded);
            gemm.multiply(
                false,
                false,
                positions,
                filtersPerGroup(),
                geometry.patchSize(),
                unfolded,
                0,
                geometry.patchSize(),
                kernel,
                group * filtersPerGroup(),
                geometry.filters(),
                0,
                y,
                start + group * filtersPerGroup(),
                geometry.filters(),
                Parallel.serial());
          }
          epilogue.apply(RowKernels.with(gemm), y, start, positions, geometry.filters());
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
                false,
                true,
                (to - from) * geometry.positions(),
                geometry.patchSize(),
                filtersPerGroup(),
                dy,
                from * geometry.positions() * geometry.filters() + group * filtersPerGroup(),
                geometry.filters(),
                kernel,
                group * filtersPerGroup(),
                geometry.filters(),
                0,
                dPatches,
                0,
                geometry.patchSize(),
                Parallel.serial());
            patches.fold(dPatches, from, to, group, dx);
          }
        });
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    int size = geometry.kernelShape().size();
    int pieces = (images + imagesPerPiece - 1) / imagesPerPiece;
    int lanes = Math.min(LANES, pieces);
    float[] partial = Scratch.current().atLeast(Scratch.Slot.PARTIAL, lanes * size);
    parallel.forEach(
        lanes,
        lane -> {
          int last = (lane + 1) * pieces / lanes;
          for (int piece = lane * pieces / lanes; piece < last; piece++) {
            int from = piece * imagesPerPiece;
            int to = Math.min(from + imagesPerPiece, images);
            boolean first = piece == lane * pieces / lanes;
            addFilterGradient(x, dy, from, to, first ? 0 : 1, partial, lane * size);
          }
        });
    parallel.forRange(
        size,
        1 << 14,
        (from, to) -> {
          System.arraycopy(partial, from, dKernel, from, to - from);
          for (int lane = 1; lane < lanes; lane++) {
            int offset = lane * size;
            for (int i = from; i < to; i++) {
              dKernel[i] += partial[offset + i];
            }
          }
        });
  }

  private void addFilterGradient(
      float[] x, float[] dy, int from, int to, float beta, float[] sum, int offset) {
    float[] unfolded = patchBuffer(to - from);
    for (int group = 0; group < geometry.groups(); group++) {
      patches.unfold(x, from, to, group, unfolded);
      gemm.multiply(
          true,
          false,
          geometry.patchSize(),
          filtersPerGroup(),
          (to - from) * geometry.positions(),
          unfolded,
          0,
          geometry.patchSize(),
          dy,
          from * geometry.positions() * geometry.filters() + group * filtersPerGroup(),
          geometry.filters(),
          beta,
          sum,
          offset + group * filtersPerGroup(),
          geometry.filters(),
          Parallel.serial());
    }
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
