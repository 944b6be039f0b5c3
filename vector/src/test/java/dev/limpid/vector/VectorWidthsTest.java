package dev.limpid.vector;

import static dev.limpid.core.conv.ConvCase.assertClose;
import static dev.limpid.core.conv.ConvCase.filled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvCase;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the Vector API's kernels with narrower vectors than this machine's and other first-level
 * caches, so that the tiles and steps of other machines are tested too.
 */
class VectorWidthsTest {
  /** What a child says with the caches on which the sizes of blocks were measured. */
  private static String usual;

  /** Computes convolutions with the widest vectors that its JVM allows. */
  static final class Child {
    /** Of a case each: four, two or one in a row of a chunk, and more than a chunk. */
    private static final int[] CHANNELS = {16, 32, 48, 64, 112, 144, 288};

    private static final EnumSet<ConvChoice> FAST =
        EnumSet.range(ConvChoice.IM2COL, ConvChoice.WINOGRAD4);

    private static long digest;

    private Child() {}

    public static void main(String[] args) {
      Kernels kernels = new VectorKernels(CacheSizes.ofThisMachine());
      for (ConvChoice choice : FAST) {
        for (int seed = 0; seed < CHANNELS.length; seed++) {
          compute(choice, kernels, seed);
        }
      }
      for (int seed = 0; seed < CHANNELS.length; seed++) {
        computeOthers(kernels, seed);
      }
      System.out.println("bits " + VectorKernels.vectorBits() + ", results " + digest);
    }

    private static void compute(ConvChoice choice, Kernels kernels, int seed) {
      Window rows = Window.along(0, 5 + seed, 3, 1, 1, Padding.SAME);
      Window columns = Window.along(1, 4 + 2 * seed, 3, 1, 1, Padding.SAME);
      compute(
          choice,
          choice.toString(),
          kernels,
          new ConvGeometry(rows, columns, CHANNELS[seed], 32 + 16 * seed, 1),
          seed);
    }

    /** Depthwise ones, with a vector that is not whole, and those with stride 2. */
    private static void computeOthers(Kernels kernels, int seed) {
      Window rows = Window.along(0, 5 + seed, 3, 1 + seed % 2, 1, Padding.SAME);
      Window columns = Window.along(1, 9 + 2 * seed, 3, 1 + seed % 2, 1, Padding.SAME);
      int channels = CHANNELS[seed] + 3 * seed;
      ConvGeometry depthwise = new ConvGeometry(rows, columns, channels, channels, channels);
      compute(ConvChoice.AUTO, "depthwise", kernels, depthwise, seed);
      Window strided = Window.along(0, 9 + 2 * seed, 1 + 2 * (seed % 4), 2, 1, Padding.SAME);
      ConvGeometry implicit = new ConvGeometry(strided, strided, 14 + seed, 17 + seed, 1);
      compute(ConvChoice.AUTO, "implicit", kernels, implicit, seed);
    }

    private static void compute(
        ConvChoice choice, String expected, Kernels kernels, ConvGeometry geometry, int seed) {
      ConvCase c = ConvCase.of(geometry, 2, Rng.of(seed), false);
      ConvAlgorithm algorithm = kernels.convolution(choice, geometry, Parallel.serial());
      String name = algorithm.name();
      assertEquals(expected, name);
      float[] y = filled(c.outputSize());
      algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
      assertClose(c.oracle.forward(true), y, name + ", seed " + seed);
      digest = 31 * digest + Arrays.hashCode(y);
      float[] dx = filled(c.x.length);
      algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
      assertClose(c.oracle.inputGradient(), dx, name + ", seed " + seed);
      digest = 31 * digest + Arrays.hashCode(dx);
      float[] dKernel = filled(c.kernel.length);
      algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
      assertClose(c.oracle.filterGradient(), dKernel, name + ", seed " + seed);
      digest = 31 * digest + Arrays.hashCode(dKernel);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void narrowerVectorsComputeTheSame(int bits) throws Exception {
    String last = lastLine("-XX:MaxVectorSize=" + bits / 8);
    assertTrue(last.startsWith("bits " + bits + ","), last);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dlimpid.l1=8 -Dlimpid.l2=128 -Dlimpid.l3=512",
        "-Dlimpid.l1=1024 -Dlimpid.l2=8192 -Dlimpid.l3=262144"
      })
  void blocksForOtherCachesGiveTheSameBits(String options) throws Exception {
    assertEquals(usual(), lastLine(options.split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Dlimpid.tile=4 -Dlimpid.slice=128",
        "-Dlimpid.tile=6 -Dlimpid.slice=256",
        "-Dlimpid.tile=8 -Dlimpid.slice=128"
      })
  void otherTilesGiveTheSameBits(String options) throws Exception {
    assertEquals(usual(), lastLine(options.split(" ")));
  }

  private static String usual() throws Exception {
    if (usual == null) {
      usual = lastLine("-Dlimpid.l1=48", "-Dlimpid.l2=1024", "-Dlimpid.l3=32768");
    }
    return usual;
  }

  /** What a child that computed everything rightly says at its end. */
  private static String lastLine(String... options) throws Exception {
    AssumedKernels.vector();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--add-modules=jdk.incubator.vector");
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().reduce((first, last) -> last).orElse("");
  }
}
