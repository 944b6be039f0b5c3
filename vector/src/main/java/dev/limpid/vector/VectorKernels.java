package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.rows.RowKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The kernels on the Vector API.
 *
 * <p>Of its convolutions, {@code auto} is Winograd's algorithm wherever it computes the shape (3x3,
 * stride 1, no dilation, no groups, channels and filters multiples of the vector length), {@code
 * depthwise} where each filter has a channel of its own, and {@code implicit} for all others. Of
 * Winograd's tiles, it takes those whose multiplications for all results are fewest ({@link
 * WinogradTiles}): 6x6 results are covered exactly by two tiles of 3x6, but only half by four of
 * 4x4.
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
      case AUTO -> winograd(WinogradTiles.fewestMultiplications(geometry), geometry, parallel);
      case WINOGRAD2 -> winograd(WinogradTiles.square(2), geometry, parallel);
      case WINOGRAD3 -> winograd(WinogradTiles.square(3), geometry, parallel);
      case WINOGRAD4 -> winograd(WinogradTiles.square(4), geometry, parallel);
    };
  }

  private ConvAlgorithm winograd(
      WinogradTiles ofWinograd, ConvGeometry geometry, Parallel parallel) {
    if (WinogradConvolution.supports(geometry) && ofWinograd.fit(geometry)) {
      return new WinogradConvolution(geometry, ofWinograd, tiles, parallel);
    }
    return DepthwiseConvolution.supports(geometry)
        ? new DepthwiseConvolution(geometry, parallel)
        : new ImplicitConvolution(geometry, tiles, parallel);
  }

  @Override
  public String toString() {
    return name();
  }
}
