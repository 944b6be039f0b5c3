package dev.limpid.bench;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Gemms;
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
 * The matrix products of a layer and of its two gradients, one at a time, on the threads of {@link
 * Compute#standard()}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class GemmBenchmark {
  /** Which sizes. */
  @Param public ProductShape shape;

  /** Which implementation; {@link Main} asks for all that can be had. */
  @Param("java")
  public String gemm;

  private final Parallel parallel = Compute.standard().parallel();
  private Gemm product;
  private float[] x;
  private float[] weights;
  private float[] y;

  /** Fills the matrices with normal random numbers. */
  @Setup
  public void prepare() {
    product = Gemms.named(gemm);
    Rng rng = Rng.of(1);
    x = RandomArrays.normal(shape.m() * shape.k(), rng);
    weights = RandomArrays.normal(shape.k() * shape.n(), rng);
    y = RandomArrays.normal(shape.m() * shape.n(), rng);
  }

  /** {@code y = x w}. */
  @Benchmark
  public float[] forward() {
    product.multiply(false, false, shape.m(), shape.n(), shape.k(), x, weights, 0, y, parallel);
    return y;
  }

  /** {@code x = y w'}. */
  @Benchmark
  public float[] inputGradient() {
    product.multiply(false, true, shape.m(), shape.k(), shape.n(), y, weights, 0, x, parallel);
    return x;
  }

  /** {@code w = x' y}. */
  @Benchmark
  public float[] filterGradient() {
    product.multiply(true, false, shape.k(), shape.n(), shape.m(), x, y, 0, weights, parallel);
    return weights;
  }
}
