package dev.limpid.bench;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.layers.Network;
import dev.limpid.layers.inference.FrozenNetwork;
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

/** The frozen seed network on a batch. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class InferenceBenchmark {
  /** How many images. */
  @Param({"1", "16", "128"})
  public int batch;

  /** Which matrix product; {@link Main} asks for all that can be had. */
  @Param("java")
  public String gemm;

  /** Which convolution algorithm. */
  @Param("auto")
  public String convolution;

  private final Tensor probabilities = Tensor.zeros(0);
  private FrozenNetwork network;
  private Tensor x;

  /** Builds the network, freezes it, and draws a batch. */
  @Setup
  public void prepare() {
    Compute compute =
        Compute.standard().with(Kernels.named(gemm)).with(ConvChoice.named(convolution));
    Network trained = SeedModel.build(1, compute);
    network = FrozenNetwork.of(trained);
    Rng rng = Rng.of(2);
    x = Tensor.zeros(network.inputShape().batch(batch));
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = rng.nextFloat();
    }
  }

  /** Images to probabilities. */
  @Benchmark
  public Tensor predict() {
    network.predict(x, probabilities);
    return probabilities;
  }
}
