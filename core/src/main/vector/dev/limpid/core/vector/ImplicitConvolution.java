package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvAlgorithms;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Window;
import dev.limpid.core.gemm.Gemm;

/**
 * Convolution as a matrix product whose left matrix, that of the patches, is never stored: {@link
 * PatchOperand} copies its blocks straight from the images while the product packs them ("implicit
 * GEMM": Chetlur et al., "cuDNN: Efficient Primitives for Deep Learning", 2014). Any stride,
 * dilation and groups.
 *
 * <pre>
 * forward          Y  = P(X) W      P: positions x patch, W: patch x filters
 * input gradient   dX = P(dY) W'    W': taps in reverse, filters x channels; with stride 1
 * filter gradient  dW = P(X)' dY    in {@link #LANES} partial sums over images, added in order;
 *                                   a large dW is not split, but shared by the threads
 * </pre>
 *
 * <p>The input gradient with a stride or groups is left to {@code im2col}. A 1x1 convolution is the
 * product of its images with its kernel.
 */
final class ImplicitConvolution implements ConvAlgorithm {
  private static final int LANES = 8;

  /** Size of a kernel whose gradient is not summed up in lanes: 1.2 MB. */
  private static final int LARGE_KERNEL = 300_000;

  private final ConvGeometry geometry;
  private final MicroKernel kernel;
  private final Parallel parallel;
  private final ConvGeometry backward;
  private final ConvAlgorithm unfolded;

  ImplicitConvolution(ConvGeometry geometry, Gemm gemm, MicroKernel kernel, Parallel parallel) {
    this.geometry = geometry;
    this.kernel = kernel;
    this.parallel = parallel;
    boolean turns =
        geometry.groups() == 1 && canTurn(geometry.rows()) && canTurn(geometry.columns());
    this.backward =
        turns
            ? new ConvGeometry(
                turned(geometry.rows()),
                turned(geometry.columns()),
                geometry.filters(),
                geometry.channels(),
                1)
            : null;
    this.unfolded = turns ? null : ConvAlgorithms.named("im2col", geometry, gemm, parallel);
  }

  private static boolean canTurn(Window window) {
    return window.stride() == 1 && extent(window) - 1 - window.before() >= 0;
  }

  private static int extent(Window window) {
    return (window.kernel() - 1) * window.dilation() + 1;
  }

  /** The window that leads from the output's gradient to the input's. */
  private static Window turned(Window window) {
    return new Window(
        window.output(),
        window.kernel(),
        1,
        window.dilation(),
        extent(window) - 1 - window.before(),
        window.input());
  }

  @Override
  public String name() {
    return "implicit";
  }

  @Override
  public void forward(float[] x, int images, float[] weights, Epilogue epilogue, float[] y) {
    if (geometry.groups() == 1) {
      multiply(geometry, 0, x, images, weights, y, epilogue);
      return;
    }
    for (int group = 0; group < geometry.groups(); group++) {
      multiply(geometry, group, x, images, weights, y, Epilogue.NONE);
    }
    if (epilogue != Epilogue.NONE) {
      int filters = geometry.filters();
      parallel.forRange(
          images * geometry.positions(),
          Math.max(1, (1 << 14) / filters),
          (from, to) ->
              epilogue.apply(VectorRowKernels.INSTANCE, y, from * filters, to - from, filters));
    }
  }

  private void multiply(
      ConvGeometry sizes,
      int group,
      float[] x,
      int images,
      float[] weights,
      float[] y,
      Epilogue epilogue) {
    product(sizes, group, x, images, weights, y, epilogue).compute(true, parallel);
  }

  private BlockedProduct product(
      ConvGeometry sizes,
      int group,
      float[] x,
      int images,
      float[] weights,
      float[] y,
      Epilogue epilogue) {
    int filters = sizes.filters() / sizes.groups();
    return new BlockedProduct(
        kernel,
        new PatchOperand(sizes, group, x, 0),
        false,
        new RightOperand(false, weights, group * filters, sizes.filters()),
        images * sizes.positions(),
        filters,
        sizes.patchSize(),
        y,
        group * filters,
        sizes.filters(),
        epilogue);
  }

  /** Packs the kernel once, where there are no groups. */
  @Override
  public FixedConvolution fixed(float[] weights, Epilogue epilogue) {
    if (geometry.groups() > 1 || !BlockedProduct.canPack(geometry.filters())) {
      return ConvAlgorithm.super.fixed(weights, epilogue);
    }
    float[] packed = product(geometry, 0, null, 0, weights, null, epilogue).packed(parallel);
    return (x, images, y) ->
        product(geometry, 0, x, images, null, y, epilogue).computePacked(packed, parallel);
  }

  @Override
  public void inputGradient(float[] dy, int images, float[] weights, float[] dx) {
    if (backward == null) {
      unfolded.inputGradient(dy, images, weights, dx);
      return;
    }
    float[] turned = Scratch.current().atLeast(Slot.TRANSFORMED, geometry.kernelShape().size());
    int taps = geometry.rows().kernel() * geometry.columns().kernel();
    TurnedKernel.turn(weights, taps, geometry.channels(), geometry.filters(), turned, parallel);
    multiply(backward, 0, dy, images, turned, dx, Epilogue.NONE);
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    int size = geometry.kernelShape().size();
    int lanes = size > LARGE_KERNEL ? 1 : Math.min(LANES, images);
    if (lanes == 1) {
      sum(x, dy, 0, images, dKernel, 0, parallel);
      return;
    }
    float[] partial = Scratch.current().atLeast(Slot.PARTIAL, lanes * size);
    parallel.forEach(
        lanes,
        lane -> {
          int from = lane * images / lanes;
          int to = (lane + 1) * images / lanes;
          sum(x, dy, from, to, partial, lane * size, Parallel.serial());
        });
    parallel.forRange(size, 1 << 14, (from, to) -> add(partial, lanes, size, from, to, dKernel));
  }

  private static void add(float[] partial, int lanes, int size, int from, int to, float[] dKernel) {
    System.arraycopy(partial, from, dKernel, from, to - from);
    for (int lane = 1; lane < lanes; lane++) {
      int offset = lane * size;
      for (int i = from; i < to; i++) {
        dKernel[i] += partial[offset + i];
      }
    }
  }

  private void sum(
      float[] x, float[] dy, int from, int to, float[] target, int offset, Parallel threads) {
    int filters = geometry.filters() / geometry.groups();
    for (int group = 0; group < geometry.groups(); group++) {
      new BlockedProduct(
              kernel,
              new PatchOperand(geometry, group, x, from),
              true,
              new RightOperand(
                  false,
                  dy,
                  from * geometry.positions() * geometry.filters() + group * filters,
                  geometry.filters()),
              geometry.patchSize(),
              filters,
              (to - from) * geometry.positions(),
              target,
              offset + group * filters,
              geometry.filters(),
              Epilogue.NONE)
          .compute(true, threads);
    }
  }

  @Override
  public String toString() {
    return name()
        + ": a product of patches, packed from the images, and the kernel"
        + (backward == null ? "; input gradient by im2col" : "");
  }
}
