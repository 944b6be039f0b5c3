package dev.limpid.bench;

import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvGeometry;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The convolutions of the seed network, forward and both gradients, on the threads of {@link
 * Compute#standard()}: {@code -Dlimpid.threads=1} for one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class ConvolutionBenchmark {
  /** Which layer. */
  @Param public SeedLayer layer;

  /** Algorithm and matrix product; {@link Main} asks for all that can be had. */
  @Param("im2col/java")
  public String kernel;

  /** How many images; the direct algorithm takes one at most. */
  @Param("16")
  public int batch;

  private int images;
  private ConvAlgorithm convolution;
  private float[] x;
  private float[] weights;
  private float[] bias;
  private float[] dy;
  private float[] result;

  /** Fills the arrays with normal random numbers. */
  @Setup
  public void prepare() {
    Kernel chosen = Kernel.parse(kernel);
    ConvGeometry geometry = layer.geometry();
    images = chosen.images(batch);
    convolution = chosen.on(geometry, Compute.standard().parallel());
    Rng rng = Rng.of(1);
    x = RandomArrays.normal(images * geometry.inputShape().size(), rng);
    weights = RandomArrays.normal(geometry.kernelShape().size(), rng);
    bias = RandomArrays.normal(geometry.filters(), rng);
    dy = RandomArrays.normal(images * geometry.outputShape().size(), rng);
    result = new float[Math.max(Math.max(x.length, dy.length), weights.length)];
  }

  /** The output. */
  @Benchmark
  public float[] forward() {
    convolution.forward(x, images, weights, bias, result);
    return result;
  }

  /** The gradient by the input. */
  @Benchmark
  public float[] inputGradient() {
    convolution.inputGradient(dy, images, weights, result);
    return result;
  }

  /** The gradient by the kernel. */
  @Benchmark
  public float[] filterGradient() {
    convolution.filterGradient(x, dy, images, result);
    return result;
  }
}
