package dev.limpid.bench;

import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvChoice;
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
 * A training step of the seed network: forward, loss, backward, SGD. Warm-up is long, for what runs
 * only once a step, the update and the filters' transforms, is compiled late.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2, timeUnit = TimeUnit.SECONDS)
@Measurement(iterations = 5, time = 1, timeUnit = TimeUnit.SECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class TrainingBenchmark {
  /** How many images. */
  @Param({"8", "32", "128", "256"})
  public int batch;

  /** Which matrix product; {@link Main} asks for all that can be had. */
  @Param("java")
  public String gemm;

  /** Which convolution algorithm. */
  @Param("auto")
  public String convolution;

  private TrainingStep step;

  /** Builds the network and draws a batch. */
  @Setup
  public void prepare() {
    Compute compute =
        Compute.standard().with(Kernels.named(gemm)).with(ConvChoice.named(convolution));
    step = new TrainingStep(SeedModel.build(1, compute), batch);
  }

  /** One step. */
  @Benchmark
  public double step() {
    return step.take();
  }
}
