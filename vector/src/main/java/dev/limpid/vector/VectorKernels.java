package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.internal.Ints;
import dev.limpid.core.rows.RowKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The kernels on the Vector API.
 *
 * <p>Of its convolutions, {@code auto} is Winograd's algorithm wherever it computes the shape (3x3,
 * stride 1, no dilation, no groups, channels and filters multiples of the vector length), {@code
 * depthwise} where each filter has a channel of its own, and {@code implicit} for all others. Of
 * Winograd's tiles, it takes those whose multiplications for all results are fewest, {@code ceil(H
 * / m) ceil(W / m) (m + 2)^2} with m of 2, 3 or 4: 6x6 results are covered exactly by four tiles of
 * 3x3, but only half by four tiles of 4x4.
 */
final class VectorKernels implements Kernels {
  private final CacheSizes caches;
  private final TileChoice tiles;
  private final Gemm gemm;

  VectorKernels(CacheSizes caches) {
    this.caches = caches;
    tiles = TileChoice.of(caches);
    gemm = new VectorGemm(tiles);
  }

  /** Bits of a vector of this machine. */
  static int vectorBits() {
    return FloatVector.SPECIES_PREFERRED.vectorBitSize();
  }

  @Override
  public String name() {
    return VectorProvider.NAME;
  }

  @Override
  public String description() {
    return arithmetic()
        + ", tiles of "
        + tiles
        + ", caches of "
        + caches.level1()
        + ", "
        + caches.level2()
        + " and "
        + caches.level3()
        + " KB";
  }

  /** Without the tiles, which are measured in each JVM: sums have one order in all of them. */
  @Override
  public String arithmetic() {
    return "Vector API, " + vectorBits() + " bits";
  }

  @Override
  public Gemm gemm() {
    return gemm;
  }

  @Override
  public RowKernels rowKernels() {
    return VectorRowKernels.INSTANCE;
  }

  @Override
  public ConvAlgorithm convolution(ConvChoice choice, ConvGeometry geometry, Parallel parallel) {
    return switch (choice) {
      case DIRECT, WINOGRAD_PLAIN, IM2COL -> Kernels.super.convolution(choice, geometry, parallel);
      case IMPLICIT -> new ImplicitConvolution(geometry, tiles, parallel);
      case AUTO -> winograd(fewestMultiplications(geometry), geometry, parallel);
      case WINOGRAD2 -> winograd(Winograd2.TRANSFORM, geometry, parallel);
      case WINOGRAD3 -> winograd(Winograd3.TRANSFORM, geometry, parallel);
      case WINOGRAD4 -> winograd(Winograd4.TRANSFORM, geometry, parallel);
    };
  }

  private ConvAlgorithm winograd(
      WinogradTransform transform, ConvGeometry geometry, Parallel parallel) {
    if (WinogradConvolution.supports(geometry)) {
      return new WinogradConvolution(geometry, transform, tiles, parallel);
    }
    return DepthwiseConvolution.supports(geometry)
        ? new DepthwiseConvolution(geometry, parallel)
        : new ImplicitConvolution(geometry, tiles, parallel);
  }

  /** Of equals the smallest tiles, which are most exact. */
  private static WinogradTransform fewestMultiplications(ConvGeometry geometry) {
    WinogradTransform best = Winograd2.TRANSFORM;
    for (WinogradTransform other :
        new WinogradTransform[] {Winograd3.TRANSFORM, Winograd4.TRANSFORM}) {
      best = multiplications(geometry, other) < multiplications(geometry, best) ? other : best;
    }
    return best;
  }

  private static long multiplications(ConvGeometry geometry, WinogradTransform transform) {
    long down = Ints.ceilDiv(geometry.rows().output(), transform.outputs());
    long across = Ints.ceilDiv(geometry.columns().output(), transform.outputs());
    return down * across * transform.components();
  }

  @Override
  public String toString() {
    return name();
  }
}
