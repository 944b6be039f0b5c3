package dev.limpid.vector;

import static dev.limpid.core.conv.ConvCase.assertClose;
import static dev.limpid.core.conv.ConvCase.filled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvCase;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.ConvolutionRows;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the Vector API's kernels with narrower vectors than this machine's and other first-level
 * caches, so that the tiles and steps of other machines are tested too.
 */
class VectorWidthsTest {
  /** What a child says with the caches on which the sizes of blocks were measured. */
  private static String usual;

  /**
   * Computes convolutions with the widest vectors that its JVM allows, and compares them with the
   * formula unless its only argument is {@code bits}.
   */
  static final class Child {
    /** Of a case each: four, two or one in a row of a chunk, and more than a chunk. */
    private static final int[] CHANNELS = {16, 32, 48, 64, 112, 144, 288};

    private static final EnumSet<ConvChoice> FAST =
        EnumSet.complementOf(EnumSet.of(ConvChoice.DIRECT, ConvChoice.WINOGRAD_PLAIN));

    private static boolean compares;
    private static long digest;

    private Child() {}

    public static void main(String[] args) {
      compares = args.length == 0;
      Kernels kernels = new VectorKernels(CacheSizes.ofThisMachine());
      for (int seed = 0; seed < CHANNELS.length; seed++) {
        computeFast(kernels, seed);
        computeOthers(kernels, seed);
      }
      System.out.println("bits " + VectorKernels.vectorBits() + ", results " + digest);
    }

    private static void computeFast(Kernels kernels, int seed) {
      Window rows = Window.along(0, 5 + seed, 3, 1, 1, Padding.SAME);
      Window columns = Window.along(1, 4 + 2 * seed, 3, 1, 1, Padding.SAME);
      ConvCase c =
          ConvCase.of(
              new ConvGeometry(rows, columns, CHANNELS[seed], 32 + 16 * seed, 1),
              2,
              Rng.of(seed),
              false);
      for (ConvChoice choice : FAST) {
        String expected =
            choice == ConvChoice.AUTO
                ? WinogradTiles.fewestMultiplications(c.geometry).name()
                : choice.toString();
        compute(choice, expected, kernels, c, seed);
      }
    }

    /** Depthwise ones, with a vector that is not whole, and those with stride 2. */
    private static void computeOthers(Kernels kernels, int seed) {
      Window rows = Window.along(0, 5 + seed, 3, 1 + seed % 2, 1, Padding.SAME);
      Window columns = Window.along(1, 9 + 2 * seed, 3, 1 + seed % 2, 1, Padding.SAME);
      int channels = CHANNELS[seed] + 3 * seed;
      ConvGeometry depthwise = new ConvGeometry(rows, columns, channels, channels, channels);
      compute("depthwise", kernels, depthwise, seed);
      Window strided = Window.along(0, 9 + 2 * seed, 1 + 2 * (seed % 4), 2, 1, Padding.SAME);
      ConvGeometry implicit = new ConvGeometry(strided, strided, 14 + seed, 17 + seed, 1);
      compute("implicit", kernels, implicit, seed);
      compute("implicit", kernels, new ConvGeometry(strided, strided, 1 + seed % 4, 64, 1), seed);
      Window pixels = Window.along(0, 5 + seed, 1, 1, 1, Padding.VALID);
      compute("implicit", kernels, new ConvGeometry(pixels, pixels, 14 + seed, 64, 1), seed);
    }

    private static void compute(String expected, Kernels kernels, ConvGeometry geometry, int seed) {
      ConvCase c = ConvCase.of(geometry, 2, Rng.of(seed), false);
      compute(ConvChoice.AUTO, expected, kernels, c, seed);
    }

    private static void compute(
        ConvChoice choice, String expected, Kernels kernels, ConvCase c, int seed) {
      ConvAlgorithm algorithm = kernels.convolution(choice, c.geometry, Parallel.serial());
      String name = algorithm.name();
      assertEquals(expected, name);
      float[] y = filled(c.outputSize());
      algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
      take(y, () -> c.oracle.forward(true), name + ", seed " + seed);
      FixedConvolution fixed = algorithm.fixed(c.kernel, Epilogue.ofBias(c.bias));
      fixed.forward(c.x, c.images, y);
      take(y, () -> c.oracle.forward(true), "fixed " + name + ", seed " + seed);
      if (fixed.rows() != null) {
        computeRows(fixed.rows(), c, y);
        take(y, () -> c.oracle.forward(true), "rows of " + name + ", seed " + seed);
      }
      float[] dx = filled(c.x.length);
      algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
      take(dx, c.oracle::inputGradient, name + ", seed " + seed);
      float[] dKernel = filled(c.kernel.length);
      algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
      take(dKernel, c.oracle::filterGradient, name + ", seed " + seed);
    }

    private static void computeRows(ConvolutionRows rows, ConvCase c, float[] y) {
      Window window = c.geometry.rows();
      for (int image = 0; image < c.images; image++) {
        int in = image * (c.x.length / c.images);
        int out = image * (c.outputSize() / c.images);
        rows.compute(c.x, in, window.input(), 0, window.output(), y, out, window.output());
      }
    }

    private static void take(float[] result, Supplier<double[]> expected, String message) {
      digest = 31 * digest + Arrays.hashCode(result);
      if (compares) {
        assertClose(expected.get(), result, message);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void narrowerVectorsComputeTheSame(int bits) throws Exception {
    String widest = HotSpotFlags.value("MaxVectorSize").orElse("0");
    assumeTrue(bits / 8 <= Integer.parseInt(widest), "vectors have " + widest + " bytes here");
    String last = lastLine(true, "-XX:MaxVectorSize=" + bits / 8);
    assertTrue(last.startsWith("bits " + bits + ","), last);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dlimpid.l1=8 -Dlimpid.l2=128 -Dlimpid.l3=512",
        "-Dlimpid.l1=1024 -Dlimpid.l2=8192 -Dlimpid.l3=262144"
      })
  void blocksForOtherCachesGiveTheSameBits(String options) throws Exception {
    assertEquals(usual(), lastLine(false, options.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dlimpid.tile=4 -Dlimpid.slice=128",
        "-Dlimpid.tile=6 -Dlimpid.slice=256",
        "-Dlimpid.tile=8 -Dlimpid.slice=128"
      })
  void otherTilesGiveTheSameBits(String options) throws Exception {
    assertEquals(usual(), lastLine(false, options.split(" ")));
  }

  private static String usual() throws Exception {
    if (usual == null) {
      usual = lastLine(true, "-Dlimpid.l1=48", "-Dlimpid.l2=1024", "-Dlimpid.l3=32768");
    }
    return usual;
  }

  /**
   * What a child says at its end.
   *
   * @param compares whether it found everything to be right; otherwise it says the bits alone
   */
  private static String lastLine(boolean compares, String... options) throws Exception {
    AssumedKernels.vector();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    if (!compares) {
      command.add("bits");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().reduce((first, last) -> last).orElse("");
  }
}
