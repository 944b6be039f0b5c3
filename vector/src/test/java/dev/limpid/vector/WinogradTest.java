package dev.limpid.vector;

import static dev.limpid.core.conv.ConvCase.assertClose;
import static dev.limpid.core.conv.ConvCase.filled;
import static dev.limpid.core.conv.ConvCase.toFloat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvAlgorithms;
import dev.limpid.core.conv.ConvCase;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds Winograd's algorithms to the float64 oracle, on shapes that they compute themselves. */
class WinogradTest {
  private static final int CASES = 25;

  private Kernels kernels;

  @BeforeEach
  void onlyWithTheVectorApi() {
    kernels = AssumedKernels.vector();
  }

  /** Squares, and sides of two lengths in both orders. */
  static List<WinogradTiles> tiles() {
    return List.of(
        WinogradTiles.square(2),
        WinogradTiles.square(3),
        WinogradTiles.square(4),
        WinogradTiles.square(5),
        new WinogradTiles(Winograd6.TRANSFORM, Winograd3.TRANSFORM),
        new WinogradTiles(Winograd2.TRANSFORM, Winograd6.TRANSFORM),
        new WinogradTiles(Winograd5.TRANSFORM, Winograd4.TRANSFORM));
  }

  private static ConvAlgorithm winograd(
      WinogradTiles tiles, ConvGeometry geometry, Parallel parallel) {
    TileChoice choice = TileChoice.of(CacheSizes.ofThisMachine());
    return new WinogradConvolution(geometry, tiles, choice, parallel);
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void everyPassAgreesWithTheFormulaInDouble(WinogradTiles tiles) {
    for (int seed = 0; seed < CASES; seed++) {
      check(tiles, random(Rng.of(seed), false), "seed " + seed, Parallel.serial());
    }
  }

  @ParameterizedTest
  @MethodSource("tiles")
  void blocksOfOneThreadAndSharedBlocksAgreeWithIt(WinogradTiles tiles) {
    Window rows = Window.along(0, 25, 3, 1, 1, Padding.SAME);
    Window columns = Window.along(1, 27, 3, 1, 1, Padding.SAME);
    ConvCase many = ConvCase.of(new ConvGeometry(rows, columns, 32, 32, 1), 12, Rng.of(1), false);
    check(tiles, many, "many blocks", Parallel.serial());
    Window small = Window.along(0, 6, 3, 1, 1, Padding.SAME);
    ConvCase deep = ConvCase.of(new ConvGeometry(small, small, 272, 272, 1), 3, Rng.of(2), false);
    check(tiles, deep, "large kernel", Parallel.serial());
  }

  /**
   * Where the transformed kernel is larger than the tiles, each thread takes groups of 64 filters;
   * with more threads than groups, rows of tiles again.
   */
  @ParameterizedTest
  @MethodSource("tiles")
  void largeKernelsOfFewImagesAgreeWithItAndHaveTheSameBitsOnAnyNumberOfThreads(
      WinogradTiles tiles) {
    Window side = Window.along(0, 6, 3, 1, 1, Padding.SAME);
    ConvCase c = ConvCase.of(new ConvGeometry(side, side, 320, 192, 1), 2, Rng.of(3), false);
    check(tiles, c, "groups of filters", Parallel.serial());
    ConvAlgorithm alone = winograd(tiles, c.geometry, Parallel.serial());
    float[] y = filled(c.outputSize());
    float[] dx = filled(c.x.length);
    alone.forward(c.x, c.images, c.kernel, c.bias, y);
    alone.inputGradient(c.dy, c.images, c.kernel, dx);
    for (int threads : new int[] {2, 3, 4, 6}) {
      try (Parallel parallel = Parallel.of(threads)) {
        ConvAlgorithm shared = winograd(tiles, c.geometry, parallel);
        float[] sharedY = filled(c.outputSize());
        float[] sharedDx = filled(c.x.length);
        shared.forward(c.x, c.images, c.kernel, c.bias, sharedY);
        shared.inputGradient(c.dy, c.images, c.kernel, sharedDx);
        assertArrayEquals(y, sharedY, tiles.name() + " on " + threads + " threads");
        assertArrayEquals(
            dx, sharedDx, tiles.name() + ", input gradient on " + threads + " threads");
      }
    }
  }

  /** One image takes another way than many: shares of rows, smaller tiles, or no tiles at all. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aSingleImageWithAFixedKernelAgreesWithTheFormulaOnAnyNumberOfThreads(int threads) {
    try (Parallel parallel = Parallel.of(threads)) {
      int[][] sizes = {{25, 27, 32, 48}, {12, 13, 144, 144}, {6, 6, 160, 160}, {2, 3, 16, 16}};
      for (int[] size : sizes) {
        Window rows = Window.along(0, size[0], 3, 1, 1, Padding.SAME);
        Window columns = Window.along(1, size[1], 3, 1, 1, Padding.SAME);
        ConvGeometry geometry = new ConvGeometry(rows, columns, size[2], size[3], 1);
        ConvCase c = ConvCase.of(geometry, 1, Rng.of(size[0]), false);
        float[] y = filled(c.outputSize());
        fixed(c, parallel).forward(c.x, 1, y);
        assertClose(c.oracle.forward(true), y, geometry + " on " + parallel);
        float[] alone = filled(c.outputSize());
        fixed(c, Parallel.serial()).forward(c.x, 1, alone);
        assertArrayEquals(alone, y, geometry + ", bits on " + parallel);
      }
    }
  }

  private FixedConvolution fixed(ConvCase c, Parallel parallel) {
    ConvAlgorithm algorithm = kernels.convolution(ConvChoice.AUTO, c.geometry, parallel);
    return algorithm.fixed(c.kernel, Epilogue.ofBias(c.bias));
  }

  private void check(WinogradTiles tiles, ConvCase c, String seed, Parallel parallel) {
    ConvAlgorithm algorithm = winograd(tiles, c.geometry, parallel);
    String message = seed + ", " + c.images + " images, " + c.geometry + ", " + algorithm;
    float[] y = filled(c.outputSize());
    algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
    assertClose(c.oracle.forward(true), y, message);
    FixedConvolution fixed = algorithm.fixed(c.kernel, Epilogue.NONE);
    fixed.forward(c.x, c.images, y);
    assertClose(c.oracle.forward(false), y, message + " fixed, without bias");
    float[] dx = filled(c.x.length);
    algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
    assertClose(c.oracle.inputGradient(), dx, message + ", input gradient");
    float[] dKernel = filled(c.kernel.length);
    algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
    assertClose(c.oracle.filterGradient(), dKernel, message + ", filter gradient");
  }

  @Test
  void theSmallTileIsExactOnWholeNumbers() {
    for (int seed = 100; seed < 100 + CASES; seed++) {
      ConvCase c = random(Rng.of(seed), true);
      ConvAlgorithm algorithm =
          kernels.convolution(ConvChoice.WINOGRAD2, c.geometry, Parallel.serial());
      String message = "seed " + seed + ", " + c.geometry;
      float[] y = filled(c.outputSize());
      algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
      assertArrayEquals(toFloat(c.oracle.forward(true)), withoutNegativeZero(y), message);
      float[] dx = filled(c.x.length);
      algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
      assertArrayEquals(toFloat(c.oracle.inputGradient()), withoutNegativeZero(dx), message);
      float[] dKernel = filled(c.kernel.length);
      algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
      assertArrayEquals(toFloat(c.oracle.filterGradient()), withoutNegativeZero(dKernel), message);
    }
  }

  /** All three passes, on shapes whose borders tiles hang over. */
  @Test
  void theFastTilesOf4x4AgreeWithThePlainOnes() {
    for (int seed = 200; seed < 200 + CASES; seed++) {
      ConvCase c = random(Rng.of(seed), false);
      ConvAlgorithm plain = ConvAlgorithms.plainWinograd(c.geometry, Parallel.serial());
      ConvAlgorithm fast = kernels.convolution(ConvChoice.WINOGRAD4, c.geometry, Parallel.serial());
      String message = "seed " + seed + ", " + c.geometry;
      float[] expected = filled(c.outputSize());
      float[] y = filled(c.outputSize());
      plain.forward(c.x, c.images, c.kernel, c.bias, expected);
      fast.forward(c.x, c.images, c.kernel, c.bias, y);
      assertClose(toDouble(expected), y, message);
      float[] expectedDx = filled(c.x.length);
      float[] dx = filled(c.x.length);
      plain.inputGradient(c.dy, c.images, c.kernel, expectedDx);
      fast.inputGradient(c.dy, c.images, c.kernel, dx);
      assertClose(toDouble(expectedDx), dx, message + ", input gradient");
      float[] expectedDKernel = filled(c.kernel.length);
      float[] dKernel = filled(c.kernel.length);
      plain.filterGradient(c.x, c.dy, c.images, expectedDKernel);
      fast.filterGradient(c.x, c.dy, c.images, dKernel);
      assertClose(toDouble(expectedDKernel), dKernel, message + ", filter gradient");
    }
  }

  private static double[] toDouble(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** Of 64 channels, relative to the largest value; direct sums in float32 are 2e-7 off. */
  @Test
  void noTilesThatAreTakenAreFurtherOffThanFiveMillionths() {
    for (WinogradTiles tiles : WinogradTiles.all()) {
      Window rows = Window.along(0, 6 * tiles.down().outputs(), 3, 1, 1, Padding.SAME);
      Window columns = Window.along(1, 6 * tiles.across().outputs(), 3, 1, 1, Padding.SAME);
      ConvGeometry geometry = new ConvGeometry(rows, columns, 64, 32, 1);
      ConvCase c = ConvCase.of(geometry, 2, Rng.of(5), false);
      float[] y = new float[c.outputSize()];
      winograd(tiles, geometry, Parallel.serial())
          .forward(c.x, c.images, c.kernel, Epilogue.NONE, y);
      double[] expected = c.oracle.forward(false);
      double error = 0;
      double largest = 0;
      for (int i = 0; i < y.length; i++) {
        error = Math.max(error, Math.abs(y[i] - expected[i]));
        largest = Math.max(largest, Math.abs(expected[i]));
      }
      assertTrue(error < 5e-6 * largest, tiles.name() + ": " + error / largest);
    }
  }

  @Test
  void theTileWithTheFewestMultiplicationsIsChosen() {
    assertEquals("winograd5", chosen(50, 55));
    assertEquals("winograd4x5", chosen(12, 13));
    assertEquals("winograd3x6", chosen(6, 6));
    assertEquals("winograd4", chosen(28, 56));
    assertEquals("winograd3", chosen(3, 3));
    assertEquals("winograd2", chosen(2, 2));
  }

  /** 49 components of so many channels and filters are more than an int counts. */
  @Test
  void kernelsThatWouldFitNoArrayTakeSmallerTilesOrNone() {
    assertEquals("winograd2x3", chosen(5, 5, 6656));
    assertEquals("implicit", chosen(5, 5, 15008));
  }

  private String chosen(int height, int width) {
    return chosen(height, width, 16);
  }

  private String chosen(int height, int width, int channels) {
    Window rows = Window.along(0, height, 3, 1, 1, Padding.SAME);
    Window columns = Window.along(1, width, 3, 1, 1, Padding.SAME);
    ConvGeometry geometry = new ConvGeometry(rows, columns, channels, channels, 1);
    return kernels.convolution(ConvChoice.AUTO, geometry, Parallel.serial()).name();
  }

  @Test
  void otherShapesAreLeftToAnotherAlgorithmThatSaysItsName() {
    Window rows = Window.along(0, 9, 3, 2, 1, Padding.SAME);
    ConvGeometry strided = new ConvGeometry(rows, rows, 16, 16, 1);
    ConvAlgorithm algorithm = kernels.convolution(ConvChoice.WINOGRAD4, strided, Parallel.serial());
    assertEquals("implicit", algorithm.name());
  }

  private static float[] withoutNegativeZero(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] += 0f;
    }
    return values;
  }

  private static ConvCase random(Rng rng, boolean whole) {
    Padding padding =
        switch (rng.nextInt(4)) {
          case 0 -> Padding.VALID;
          case 1 -> Padding.explicit(rng.nextInt(3), rng.nextInt(3));
          default -> Padding.SAME;
        };
    Window rows = Window.along(0, 3 + rng.nextInt(9), 3, 1, 1, padding);
    Window columns = Window.along(1, 3 + rng.nextInt(9), 3, 1, 1, padding);
    int channels = 16 * (1 + rng.nextInt(rng.nextInt(4) == 0 ? 10 : 3));
    int filters = 16 * (1 + rng.nextInt(4));
    ConvGeometry geometry = new ConvGeometry(rows, columns, channels, filters, 1);
    return ConvCase.of(geometry, 1 + rng.nextInt(4), rng, whole);
  }
}
