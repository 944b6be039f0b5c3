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
 * The matrix products of a training step and nothing else: what {@link TrainingBenchmark} would
 * take if all the rest were free. For each image the three products of each convolution, every
 * thread on arrays of its own; then those of the hidden layer.
 *
 * <p>The gradient by the images, which nobody needs, is left out.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class StepProductsBenchmark {
  /** How many images. */
  @Param("128")
  public int batch;

  /** Which implementation; {@link Main} asks for all that can be had. */
  @Param("java")
  public String gemm;

  private final Parallel parallel = Compute.standard().parallel();
  private final ThreadLocal<Matrices[]> matrices =
      ThreadLocal.withInitial(StepProductsBenchmark::all);
  private Gemm product;

  /** The three matrices of a product. */
  private record Matrices(ProductShape shape, Matrix x, Matrix weights, Matrix y) {
    static Matrices of(ProductShape shape) {
      Rng rng = Rng.of(1);
      return new Matrices(
          shape,
          RandomArrays.matrix(shape.m(), shape.k(), rng),
          RandomArrays.matrix(shape.k(), shape.n(), rng),
          RandomArrays.matrix(shape.m(), shape.n(), rng));
    }

    void multiply(Gemm gemm, Parallel on) {
      gemm.multiply(x, weights, 0, y, on);
      gemm.multiply(x.transpose(), y, 0, weights, on);
      if (shape != ProductShape.CONV1) {
        gemm.multiply(y, weights.transpose(), 0, x, on);
      }
    }
  }

  private static Matrices[] all() {
    ProductShape[] shapes = ProductShape.values();
    Matrices[] all = new Matrices[shapes.length];
    for (ProductShape shape : shapes) {
      all[shape.ordinal()] = Matrices.of(shape);
    }
    return all;
  }

  /** Finds the implementation. */
  @Setup
  public void prepare() {
    product = Kernels.named(gemm).gemm();
  }

  /** All products. */
  @Benchmark
  public void products() {
    parallel.forEach(
        batch,
        image -> {
          for (ProductShape shape : ProductShape.values()) {
            if (shape.name().startsWith("CONV")) {
              matrices.get()[shape.ordinal()].multiply(product, Parallel.serial());
            }
          }
        });
    matrices.get()[ProductShape.DENSE.ordinal()].multiply(product, parallel);
  }
}
