package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvAlgorithms;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.ConvolutionRows;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Window;
import dev.limpid.core.gemm.Matrix;
import dev.limpid.core.internal.Lanes;
import java.util.function.IntConsumer;

/**
 * Convolution as a matrix product whose left matrix, that of the patches, is never stored: {@link
 * PatchOperand} copies its blocks straight from the images while the product packs them ("implicit
 * GEMM": Chetlur et al., "cuDNN: Efficient Primitives for Deep Learning", 2014). Any stride,
 * dilation and groups.
 *
 * <pre>
 * forward          Y  = P(X) W      P: positions x patch, W: patch x filters
 * input gradient   dX = P(dY) W'    W': taps in reverse, filters x channels; with stride 1
 * filter gradient  dW = P(X)' dY    in {@link Tuning#LANES} partial sums over images, added in order;
 *                                   a large dW is not split, but shared by the threads
 * </pre>
 *
 * <p>Where images have up to four channels, a kernel that is packed once goes to {@link
 * LineConvolution}, which needs no patches.
 *
 * <p>The input gradient with a stride is that of {@link StridedGradient}; with a stride and
 * dilation, or with groups, it is left to {@code im2col}. A 1x1 convolution is the product of its
 * images with its kernel.
 */
final class ImplicitConvolution implements ConvAlgorithm {
  private final ConvGeometry geometry;
  private final TileChoice tiles;
  private final Parallel parallel;
  private final int kernelSize;
  private final boolean pointwise;

  /** Null where it does not compute the shape. */
  private final LineConvolution line;

  private final ConvGeometry backward;
  private final StridedGradient strided;
  private final ConvAlgorithm unfolded;
  private Sums sums;

  ImplicitConvolution(ConvGeometry geometry, TileChoice tiles, Parallel parallel) {
    this.geometry = geometry;
    this.tiles = tiles;
    this.parallel = parallel;
    this.kernelSize = geometry.kernelShape().size();
    this.pointwise = isPointwise(geometry);
    this.line =
        LineConvolution.supports(geometry) ? new LineConvolution(geometry, tiles, parallel) : null;
    boolean turns =
        geometry.groups() == 1 && canTurn(geometry.rows()) && canTurn(geometry.columns());
    this.backward = turns ? geometry.turned() : null;
    this.strided =
        !turns && StridedGradient.supports(geometry)
            ? new StridedGradient(geometry, tiles, parallel)
            : null;
    this.unfolded =
        turns || strided != null
            ? null
            : ConvAlgorithms.im2col(
                geometry, new VectorGemm(tiles), VectorRowKernels.INSTANCE, parallel);
  }

  private static boolean canTurn(Window window) {
    return window.stride() == 1 && window.turned().before() >= 0;
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
    int filters = sizes.filters() / sizes.groups();
    Matrix kernelMatrix =
        Matrix.of(weights, group * filters, sizes.filters(), sizes.patchSize(), filters);
    LeftOperand patches = patches(sizes, group, x, 0, images);
    new BlockedProduct(tiles, patches, kernelMatrix, results(sizes, group, y, images), epilogue)
        .compute(true, parallel);
  }

  private static LeftOperand patches(
      ConvGeometry sizes, int group, float[] x, int image, int images) {
    return isPointwise(sizes)
        ? new MatrixOperand(pixels(sizes, group, x, image, images))
        : new PatchOperand(sizes, group, x, image, false);
  }

  /** The pixels of a group's channels: the patches of a 1x1 kernel. */
  private static Matrix pixels(ConvGeometry sizes, int group, float[] x, int image, int images) {
    int channels = sizes.channels();
    int ofGroup = channels / sizes.groups();
    int start = image * sizes.positions() * channels + group * ofGroup;
    return Matrix.of(x, start, channels, images * sizes.positions(), ofGroup);
  }

  private static boolean isPointwise(ConvGeometry sizes) {
    return isPointwise(sizes.rows()) && isPointwise(sizes.columns());
  }

  private static boolean isPointwise(Window window) {
    return window.kernel() == 1
        && window.stride() == 1
        && window.before() == 0
        && window.input() == window.output();
  }

  private static Matrix results(ConvGeometry sizes, int group, float[] y, int images) {
    int filters = sizes.filters() / sizes.groups();
    int positions = images * sizes.positions();
    return Matrix.of(y, group * filters, sizes.filters(), positions, filters);
  }

  /** Packs the kernel once, where there are no groups. */
  @Override
  public FixedConvolution fixed(float[] weights, Epilogue epilogue) {
    if (geometry.groups() > 1 || !BlockedProduct.canPack(tiles, geometry.filters())) {
      return ConvAlgorithm.super.fixed(weights, epilogue);
    }
    int depth = geometry.patchSize();
    Matrix kernelMatrix = Matrix.of(weights, depth, geometry.filters());
    float[] packed = BlockedProduct.pack(tiles, kernelMatrix, parallel);
    return new Packed(packed, depth, epilogue);
  }

  /** With a kernel that was packed once. */
  private final class Packed implements FixedConvolution, ConvolutionRows {
    private final float[] packed;
    private final int depth;
    private final Epilogue epilogue;

    Packed(float[] packed, int depth, Epilogue epilogue) {
      this.packed = packed;
      this.depth = depth;
      this.epilogue = epilogue;
    }

    @Override
    public void forward(float[] x, int images, float[] y) {
      if (line != null) {
        line.forward(x, images, packed, epilogue, y);
        return;
      }
      int filters = geometry.filters();
      long multiplyAdds = (long) images * geometry.positions() * depth * filters;
      if (pointwise
          && images * geometry.positions() == 1
          && multiplyAdds >= Tuning.SHARED_PRODUCT) {
        tiles.count(multiplyAdds);
        RowProduct.compute(x, depth, packed, epilogue, y, filters, parallel);
        return;
      }
      LeftOperand patches = patches(geometry, 0, x, 0, images);
      multiply(patches, results(geometry, 0, y, images), parallel);
    }

    private void multiply(LeftOperand patches, Matrix results, Parallel threads) {
      BlockedProduct.computePacked(tiles, patches, packed, depth, results, epilogue, threads);
    }

    /** A row of results is the product of a row of pixels. */
    @Override
    public ConvolutionRows rows() {
      return pointwise ? this : null;
    }

    @Override
    public ConvGeometry geometry() {
      return geometry;
    }

    @Override
    public void compute(
        float[] x, int xAt, int xHeld, int p, int count, float[] y, int yAt, int yHeld) {
      int width = geometry.columns().output();
      int filters = geometry.filters();
      for (int row = p; row < p + count; ) {
        int in = row % xHeld;
        int out = row % yHeld;
        int rows = Math.min(p + count - row, Math.min(xHeld - in, yHeld - out));
        multiply(x, xAt + in * width * depth, rows * width, y, yAt + out * width * filters);
        row += rows;
      }
    }

    private void multiply(float[] x, int xAt, int count, float[] y, int yAt) {
      int filters = geometry.filters();
      MicroKernel micro = tiles.now();
      if (PixelProduct.supports(micro, count, filters)) {
        tiles.count((long) count * depth * filters);
        PixelProduct.compute(micro, x, xAt, count, depth, packed, epilogue, y, yAt, filters);
        return;
      }
      Matrix pixels = Matrix.of(x, xAt, depth, count, depth);
      Matrix results = Matrix.of(y, yAt, filters, count, filters);
      multiply(new MatrixOperand(pixels), results, Parallel.serial());
    }
  }

  @Override
  public void inputGradient(float[] dy, int images, float[] weights, float[] dx) {
    if (strided != null) {
      strided.compute(dy, images, weights, dx);
      return;
    }
    if (backward == null) {
      unfolded.inputGradient(dy, images, weights, dx);
      return;
    }
    float[] turned = Scratch.current().atLeast(Slot.TRANSFORMED, kernelSize);
    int taps = geometry.rows().kernel() * geometry.columns().kernel();
    TurnedKernel.turn(weights, taps, geometry.channels(), geometry.filters(), turned, parallel);
    multiply(backward, 0, dy, images, turned, dx, Epilogue.NONE);
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    int size = kernelSize;
    int lanes = size > Tuning.UNDIVIDED_KERNEL ? 1 : Math.min(Tuning.LANES, images);
    if (lanes == 1) {
      for (BlockedProduct product : products(x, dy, 0, images, dKernel, 0)) {
        product.compute(true, parallel);
      }
      return;
    }
    float[] partial = Scratch.current().atLeast(Slot.PARTIAL, lanes * size);
    if (sums == null || !sums.areOf(x, dy, images, partial)) {
      sums = new Sums(x, dy, images, partial, lanes);
    }
    parallel.forEach(lanes, sums);
    Lanes.add(partial, lanes, size, dKernel, parallel);
  }

  /** The lanes' products, which are kept as long as they are of the same arrays. */
  private final class Sums implements IntConsumer {
    private final float[] x;
    private final float[] dy;
    private final int images;
    private final float[] partial;
    private final BlockedProduct[][] ofLanes;

    Sums(float[] x, float[] dy, int images, float[] partial, int lanes) {
      this.x = x;
      this.dy = dy;
      this.images = images;
      this.partial = partial;
      this.ofLanes = new BlockedProduct[lanes][];
      for (int lane = 0; lane < lanes; lane++) {
        int from = lane * images / lanes;
        int to = (lane + 1) * images / lanes;
        ofLanes[lane] = products(x, dy, from, to, partial, lane * kernelSize);
      }
    }

    boolean areOf(float[] otherX, float[] otherDy, int otherImages, float[] otherPartial) {
      return x == otherX && dy == otherDy && images == otherImages && partial == otherPartial;
    }

    @Override
    public void accept(int lane) {
      for (BlockedProduct product : ofLanes[lane]) {
        product.compute(true, Parallel.serial());
      }
    }
  }

  /** The product of each group, over some of the images. */
  private BlockedProduct[] products(
      float[] x, float[] dy, int from, int to, float[] target, int offset) {
    int all = geometry.filters();
    int filters = all / geometry.groups();
    int positions = (to - from) * geometry.positions();
    BlockedProduct[] products = new BlockedProduct[geometry.groups()];
    for (int group = 0; group < products.length; group++) {
      int first = group * filters;
      int start = from * geometry.positions() * all + first;
      products[group] =
          new BlockedProduct(
              tiles,
              pointwise
                  ? new MatrixOperand(pixels(geometry, group, x, from, to - from).transpose())
                  : new PatchOperand(geometry, group, x, from, true),
              Matrix.of(dy, start, all, positions, filters),
              Matrix.of(target, offset + first, all, geometry.patchSize(), filters),
              Epilogue.NONE);
    }
    return products;
  }

  @Override
  public String toString() {
    return name()
        + ": a product of patches, packed from the images, and the kernel"
        + (unfolded != null ? "; input gradient by im2col" : "");
  }
}
