package dev.limpid.vector;

import dev.limpid.core.Parallel;
import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import jdk.incubator.vector.FloatVector;

/**
 * Winograd's convolution for 3x3 kernels with stride 1, all three passes: {@code winograd4}
 * computes tiles of 4x4 results, {@code winograd6x3} of six down and three across. {@link
 * WinogradTransform} tells the mathematics, {@link WinogradTiles} the sizes, {@link WinogradPass}
 * and {@link WinogradFilterGradient} the blocking.
 *
 * <p>Channels and filters must be multiples of the vector length: see {@link #supports}.
 */
final class WinogradConvolution implements ConvAlgorithm {
  private static final int TAPS = 3;

  private final ConvGeometry geometry;
  private final Parallel parallel;
  private final WinogradTiles tiles;
  private final TileChoice choice;
  private final WinogradKernels kernels;
  private final WinogradKernels turnedKernels;
  private final WinogradKernels groups;
  private final WinogradKernels turnedGroups;
  private final WinogradPass forward;
  private final WinogradPass backward;
  private final WinogradFilterGradient filterGradient;

  WinogradConvolution(
      ConvGeometry geometry, WinogradTiles tiles, TileChoice choice, Parallel parallel) {
    this.geometry = geometry;
    this.tiles = tiles;
    this.choice = choice;
    this.parallel = parallel;
    int channels = geometry.channels();
    int filters = geometry.filters();
    ConvGeometry turned = geometry.turned();
    int group = Tuning.FILTER_GROUP;
    kernels = new WinogradKernels(tiles, channels, filters);
    turnedKernels = new WinogradKernels(tiles, filters, channels);
    groups = new WinogradKernels(tiles, channels, group, filters);
    turnedGroups = new WinogradKernels(tiles, filters, group);
    forward = new WinogradPass(choice, tiles, kernels, groups, geometry);
    backward = new WinogradPass(choice, tiles, turnedKernels, turnedGroups, turned);
    filterGradient = new WinogradFilterGradient(choice, tiles, kernels, geometry);
  }

  /** Whether it computes such a convolution. */
  static boolean supports(ConvGeometry geometry) {
    int lanes = FloatVector.SPECIES_PREFERRED.length();
    return geometry.suitsWinograd()
        && geometry.channels() % lanes == 0
        && geometry.filters() % lanes == 0;
  }

  @Override
  public String name() {
    return tiles.name();
  }

  @Override
  public void forward(float[] x, int images, float[] kernel, Epilogue epilogue, float[] y) {
    if (forward.isGrouped(images, parallel)) {
      forward.computeGrouped(
          x, images, (first, u) -> groups.transformGroup(kernel, first, u), epilogue, y, parallel);
      return;
    }
    float[] transformed = Scratch.current().atLeast(Slot.KERNEL, kernels.packedLength());
    kernels.transform(kernel, transformed, parallel);
    forward.compute(x, images, transformed, epilogue, y, parallel);
  }

  /**
   * Transforms the kernel once. Where a few images make fewer than {@link Tuning#ENOUGH_TILES}
   * tiles, and the transformed kernel is large, reading it takes longer than the products that it
   * saves: there tiles of 2x2 take over, whose kernel is less than half as large as that of 4x4, or
   * where even they are few, {@code implicit}, whose kernel is a quarter of it or less.
   */
  @Override
  public FixedConvolution fixed(float[] kernel, Epilogue epilogue) {
    float[] transformed = new float[kernels.packedLength()];
    kernels.transform(kernel, transformed, parallel);
    FixedConvolution many =
        (x, images, y) -> forward.compute(x, images, transformed, epilogue, y, parallel);
    long floats = tiles.kernelFloats(geometry);
    if (floats <= Tuning.LARGE_FIXED_KERNEL || forward.tiles(1) >= Tuning.ENOUGH_TILES) {
      return many;
    }
    WinogradConvolution small =
        new WinogradConvolution(geometry, WinogradTiles.smallest(), choice, parallel);
    FixedConvolution few =
        small.forward.tiles(1) >= Tuning.ENOUGH_TILES
            ? small.fixed(kernel, epilogue)
            : new ImplicitConvolution(geometry, choice, parallel).fixed(kernel, epilogue);
    return (x, images, y) ->
        (forward.tiles(images) < Tuning.ENOUGH_TILES ? few : many).forward(x, images, y);
  }

  @Override
  public void inputGradient(float[] dy, int images, float[] kernel, float[] dx) {
    int channels = geometry.channels();
    int filters = geometry.filters();
    if (backward.isGrouped(images, parallel)) {
      backward.computeGrouped(
          dy, images, (first, u) -> transformTurned(kernel, first, u), Epilogue.NONE, dx, parallel);
      return;
    }
    int size = TAPS * TAPS * channels * filters;
    float[] turned = Scratch.current().atLeast(Slot.TRANSFORMED, size);
    TurnedKernel.turn(kernel, TAPS * TAPS, channels, filters, turned, parallel);
    float[] transformed = Scratch.current().atLeast(Slot.KERNEL, turnedKernels.packedLength());
    turnedKernels.transform(turned, transformed, parallel);
    backward.compute(dy, images, transformed, Epilogue.NONE, dx, parallel);
  }

  /** Turns and transforms the part of the kernel that leads to a group of channels. */
  private void transformTurned(float[] kernel, int first, float[] u) {
    int channels = geometry.channels();
    int filters = geometry.filters();
    int taps = TAPS * TAPS;
    int end = first + Tuning.FILTER_GROUP;
    float[] turned =
        Scratch.current().atLeast(Slot.TRANSFORMED, taps * filters * Tuning.FILTER_GROUP);
    TurnedKernel.turn(kernel, taps, channels, filters, first, end, turned);
    turnedGroups.transformGroup(turned, 0, u);
  }

  @Override
  public void filterGradient(float[] x, float[] dy, int images, float[] dKernel) {
    filterGradient.compute(x, dy, images, dKernel, parallel);
  }

  @Override
  public String toString() {
    String sides = tiles.down().outputs() + "x" + tiles.across().outputs();
    return name() + ": tiles of " + sides + " by Winograd's F(" + sides + ", 3x3)";
  }
}
