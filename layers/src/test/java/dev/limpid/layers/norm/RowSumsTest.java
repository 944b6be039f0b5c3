package dev.limpid.layers.norm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.rows.RowKernels;
import dev.limpid.layers.BiasSums;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sums over rows against float64: statistics, gradients of gamma, beta and bias, for vectors of all
 * widths. Each is off by at most 3e-7 of the sum of the magnitudes.
 */
class RowSumsTest {
  private static final double BOUND = 3e-7;
  private static final int[] MANY_ROWS = {100_000, 1_000_000};

  /** Checks the kernels of the Vector API with the widest vectors that its JVM allows. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Kernels kernels = Kernels.named("vector");
      checkAll(kernels.rowKernels());
      System.out.println(Kernels.explain().get(0));
    }
  }

  @Test
  void plainSumsAreExact() {
    checkAll(RowKernels.plain());
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 256, 512})
  void sumsOfVectorsAreExact(int bits) throws Exception {
    Assumptions.assumeTrue(
        Kernels.available().stream().anyMatch(kernels -> kernels.name().equals("vector")),
        () -> Kernels.explain().toString());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "-XX:MaxVectorSize=" + bits / 8,
                "-Dlimpid.leastbits=128",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    String last = output.lines().reduce((first, next) -> next).orElse("");
    // whoever has FMA on x86-64 has AVX2; NEON has 128 bits
    int sure = List.of("amd64", "x86_64").contains(System.getProperty("os.arch")) ? 256 : 128;
    Assumptions.assumeTrue(
        last.contains(" " + bits + " bits") || bits <= sure,
        "no vectors of " + bits + " bits here: " + last);
    assertTrue(last.startsWith("vector: Vector API, " + bits + " bits"), last);
  }

  private static void checkAll(RowKernels kernels) {
    for (int channels = 1; channels <= 257; channels++) {
      check(kernels, channels, 1 + 40_000 / channels * (channels % 3) / 2, channels);
    }
    for (int channels : new int[] {1, 8, 16, 24}) {
      for (int rows : MANY_ROWS) {
        check(kernels, channels, rows, rows + channels);
      }
    }
  }

  private static void check(RowKernels kernels, int channels, int rows, int seed) {
    String message = kernels.name() + ", " + rows + " rows of " + channels + ", seed " + seed;
    Rng rng = Rng.of(seed);
    float[] x = new float[rows * channels];
    float[] dy = new float[rows * channels];
    double center = 3 * rng.nextGaussian();
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) (center + rng.nextGaussian());
      dy[i] = (float) (0.3 + rng.nextGaussian());
    }
    BatchNormFormula.Moments moments = new BatchNormFormula.Moments(channels);
    FastBatchNorm fast = new FastBatchNorm(channels, 1e-3, kernels, Parallel.serial());
    fast.moments(x, rows, moments);
    float[] mean = moments.mean;
    float[] variance = moments.variance;
    float[] dBeta = new float[channels];
    float[] dGamma = new float[channels];
    fast.sums(x, dy, rows, mean, dBeta, dGamma);
    float[] dBias = new float[channels];
    BiasSums.sum(dy, rows, dBias, kernels);
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double magnitude = 0;
      double sumOfDy = 0;
      double magnitudeOfDy = 0;
      double products = 0;
      double magnitudeOfProducts = 0;
      for (int i = c; i < x.length; i += channels) {
        sum += x[i];
        magnitude += Math.abs(x[i]);
        sumOfDy += dy[i];
        magnitudeOfDy += Math.abs(dy[i]);
        double product = dy[i] * ((double) x[i] - mean[c]);
        products += product;
        magnitudeOfProducts += Math.abs(product);
      }
      double squares = 0;
      for (int i = c; i < x.length; i += channels) {
        squares += (x[i] - sum / rows) * (x[i] - sum / rows);
      }
      assertClose(sum / rows, mean[c], magnitude / rows, "mean, " + message);
      assertClose(squares / rows, variance[c], squares / rows, "variance, " + message);
      assertClose(sumOfDy, dBeta[c], magnitudeOfDy, "dBeta, " + message);
      assertClose(sumOfDy, dBias[c], magnitudeOfDy, "dBias, " + message);
      assertClose(products, dGamma[c], magnitudeOfProducts, "dGamma, " + message);
    }
  }

  private static void assertClose(double expected, float actual, double magnitude, String what) {
    assertTrue(
        Math.abs(expected - actual) <= BOUND * magnitude,
        () -> what + ": " + actual + " instead of " + expected + ", magnitudes " + magnitude);
  }
}
