package dev.limpid.core.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Window;
import jdk.incubator.vector.FloatVector;

/**
 * Winograd's convolution for 3x3 kernels with stride 1, all three passes: {@code winograd2}
 * computes tiles of 2x2 results, {@code winograd4} tiles of 4x4. {@link WinogradTransform} tells
 * the mathematics, {@link WinogradPass} and {@link WinogradFilterGradient} the blocking.
 *
 * <p>Channels and filters must be multiples of the vector length: see {@link #supports}.
 */
final class WinogradConvolution implements ConvAlgorithm {
  private static final int TAPS = 3;
  private static final int ENOUGH_TILES = 24;

  private final ConvGeometry geometry;
  private final Parallel parallel;
  private final WinogradTransform transform;
  private final MicroKernel microKernel = MicroKernel.best();
  private final WinogradKernels kernels;
  private final WinogradPass forward;
  private final WinogradPass backward;
  private final WinogradFilterGradient filterGradient;

  WinogradConvolution(ConvGeometry geometry, WinogradTransform transform, Parallel parallel) {
    this.geometry = geometry;
    this.transform = transform;
    this.parallel = parallel;
    Window rows = geometry.rows();
    Window columns = geometry.columns();
    this.kernels = new WinogradKernels(transform, microKernel.columns);
    this.forward =
        new WinogradPass(
            microKernel,
            transform,
            rows.input(),
            columns.input(),
            geometry.channels(),
            rows.before(),
            columns.before(),
            rows.output(),
            columns.output(),
            geometry.filters());
    this.backward =
        new WinogradPass(
            microKernel,
            transform,
            rows.output(),
            columns.output(),
            geometry.filters(),
            TAPS - 1 - rows.before(),
            TAPS - 1 - columns.before(),
            rows.input(),
            columns.input(),
            geometry.channels());
    this.filterGradient =
        new WinogradFilterGradient(
            microKernel,
            transform,
            rows.input(),
            columns.input(),
            geometry.channels(),
            rows.before(),
            columns.before(),
            rows.output(),
            columns.output(),
            geometry.filters());
  }

  /** Whether it computes such a convolution. */
  static boolean supports(ConvGeometry geometry) {
    int lanes = FloatVector.SPECIES_PREFERRED.length();
    return supports(geometry.rows())
        && supports(geometry.columns())
        && geometry.groups() == 1
        && geometry.channels() % lanes == 0
        && geometry.filters() % lanes == 0;
  }

  private static boolean supports(Window window) {
    return window.kernel() == TAPS
        && window.stride() == 1
        && window.dilation() == 1
        && window.before() < TAPS;
  }

  @Override
  public String name() {
    return "winograd" + transform.outputs;
  }

  @Override
  public void forward(float[] x, int images, float[] kernel, Epilogue epilogue, float[] y) {
    float[] transformed = kernelBuffer(geometry.channels(), geometry.filters());
    kernels.transform(kernel, geometry.channels(), geometry.filters(), transformed, parallel);
    forward.compute(x, images, transformed, epilogue, y, parallel);
  }

  /**
   * Transforms the kernel once. Where a few images make fewer than {@link #ENOUGH_TILES} tiles, and
   * the kernel is large, reading the transformed kernel, which is 4 times as large, would take
   * longer than it saves: there the product is {@code implicit}.
   */
  @Override
  public FixedConvolution fixed(float[] kernel, Epilogue epilogue) {
    float[] transformed = new float[kernelLength(geometry.channels(), geometry.filters())];
    kernels.transform(kernel, geometry.channels(), geometry.filters(), transformed, parallel);
    FixedConvolution many =
        (x, images, y) -> forward.compute(x, images, transformed, epilogue, y, parallel);
    if (!forward.hasLargeKernel() || forward.tiles(1) >= ENOUGH_TILES) {
      return many;
    }
    FixedConvolution few =
        new ImplicitConvolution(geometry, null, microKernel, parallel).fixed(kernel, epilogue);
    return (x, images, y) ->
        (forward.tiles(images) < ENOUGH_TILES ? few : many).forward(x, images, y);
  }

  @Override
  public void inputGradient(float[] dy, int images, float[] kernel, float[] dx) {
    int channels = geometry.channels();
    int filters = geometry.filters();
    int size = geometry.kernelShape().size();
    float[] turned = Scratch.current().atLeast(Slot.TRANSFORMED, size);
    TurnedKernel.turn(kernel, TAPS * TAPS, channels, filters, turned, parallel);
    float[] transformed = kernelBuffer(filters, channels);
    kernels.transform(turned, filters, channels, transformed, parallel);
    backward.compute(dy, images, transformed, Epilogue.NONE, dx, parallel);
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    filterGradient.compute(x, dy, images, dKernel, parallel);
  }

  private int kernelLength(int channels, int filters) {
    return kernels.layout(channels, filters).length(transform.size, 0);
  }

  private float[] kernelBuffer(int channels, int filters) {
    return Scratch.current().atLeast(Slot.KERNEL, kernelLength(channels, filters));
  }

  @Override
  public String toString() {
    int m = transform.outputs;
    return name() + ": tiles of " + m + "x" + m + " by Winograd's F(" + m + "x" + m + ", 3x3)";
  }
}
