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
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the Vector API's kernels with narrower vectors than this machine's and other first-level
 * caches, so that the tiles and steps of other machines are tested too.
 */
class VectorWidthsTest {
  /** Computes convolutions with the widest vectors that its JVM allows. */
  static final class Child {
    /** Of a case each: four, two or one in a row of a chunk, and more than a chunk. */
    private static final int[] CHANNELS = {16, 32, 48, 64, 112, 144, 288};

    private static final EnumSet<ConvChoice> FAST =
        EnumSet.range(ConvChoice.IM2COL, ConvChoice.WINOGRAD4);

    private Child() {}

    public static void main(String[] args) {
      Kernels kernels = new VectorKernels();
      for (ConvChoice choice : FAST) {
        for (int seed = 0; seed < CHANNELS.length; seed++) {
          compute(choice, kernels, seed);
        }
      }
      System.out.println("bits " + VectorKernels.vectorBits());
    }

    private static void compute(ConvChoice choice, Kernels kernels, int seed) {
      Window rows = Window.along(0, 5 + seed, 3, 1, 1, Padding.SAME);
      Window columns = Window.along(1, 4 + 2 * seed, 3, 1, 1, Padding.SAME);
      ConvGeometry geometry = new ConvGeometry(rows, columns, CHANNELS[seed], 32 + 16 * seed, 1);
      ConvCase c = ConvCase.of(geometry, 2, Rng.of(seed), false);
      ConvAlgorithm algorithm = kernels.convolution(choice, geometry, Parallel.serial());
      String name = algorithm.name();
      assertEquals(choice.toString(), name);
      float[] y = filled(c.outputSize());
      algorithm.forward(c.x, c.images, c.kernel, c.bias, y);
      assertClose(c.oracle.forward(true), y, name + ", seed " + seed);
      float[] dx = filled(c.x.length);
      algorithm.inputGradient(c.dy, c.images, c.kernel, dx);
      assertClose(c.oracle.inputGradient(), dx, name + ", seed " + seed);
      float[] dKernel = filled(c.kernel.length);
      algorithm.filterGradient(c.x, c.dy, c.images, dKernel);
      assertClose(c.oracle.filterGradient(), dKernel, name + ", seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256})
  void narrowerVectorsComputeTheSame(int bits) throws Exception {
    assertEquals("bits " + bits, lastLine("-XX:MaxVectorSize=" + bits / 8));
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 1024})
  void stepsForOtherCachesComputeTheSame(int kilobytes) throws Exception {
    String last = lastLine("-Dlimpid.l1=" + kilobytes);
    assertTrue(last.startsWith("bits "), last);
  }

  /** What a child that computed everything rightly says at its end. */
  private static String lastLine(String option) throws Exception {
    AssumedKernels.vector();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.lines().reduce((first, last) -> last).orElse("");
  }
}
