package dev.limpid.bench;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.gemm.Gemm;
import dev.limpid.core.gemm.Matrix;
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
  private Matrix x;
  private Matrix weights;
  private Matrix y;

  /** Fills the matrices with normal random numbers. */
  @Setup
  public void prepare() {
    product = Kernels.named(gemm).gemm();
    Rng rng = Rng.of(1);
    x = RandomArrays.matrix(shape.m(), shape.k(), rng);
    weights = RandomArrays.matrix(shape.k(), shape.n(), rng);
    y = RandomArrays.matrix(shape.m(), shape.n(), rng);
  }

  /** {@code y = x w}. */
  @Benchmark
  public Matrix forward() {
    product.multiply(x, weights, 0, y, parallel);
    return y;
  }

  /** {@code x = y w'}. */
  @Benchmark
  public Matrix inputGradient() {
    product.multiply(y, weights.transpose(), 0, x, parallel);
    return x;
  }

  /** {@code w = x' y}. */
  @Benchmark
  public Matrix filterGradient() {
    product.multiply(x.transpose(), y, 0, weights, parallel);
    return weights;
  }
}
