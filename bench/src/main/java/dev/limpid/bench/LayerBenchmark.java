package dev.limpid.bench;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
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
 * What is between the convolutions, on the outputs of the network's four stages: bound by memory,
 * so its measure is GB/s of tensors read once and written once.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class LayerBenchmark {
  /** A layer. */
  public enum Kind {
    /** Batch normalisation. */
    BATCH_NORM,
    /** Maximum of 2x2. */
    MAX_POOL,
    /** Rectifier. */
    RELU;

    private Layer create() {
      return switch (this) {
        case BATCH_NORM -> new BatchNorm();
        case MAX_POOL -> new MaxPool2D(2);
        case RELU -> new ReLU();
      };
    }
  }

  /** What comes out of this layer goes in. */
  @Param({"CONV2", "CONV4", "CONV6", "CONV8"})
  public SeedLayer after;

  /** Which layer. */
  @Param public Kind kind;

  /** How many images. */
  @Param("32")
  public int batch;

  private Layer layer;
  private Tensor x;
  private Tensor y;
  private Tensor dy;
  private Tensor dx;

  /** Builds the layer, and runs it forward once, for the backward pass. */
  @Setup
  public void prepare() {
    Shape shape = after.geometry().outputShape();
    layer = kind.create();
    layer.build(shape, Rng.of(1), Compute.standard());
    Rng rng = Rng.of(2);
    x = random(shape, rng);
    dy = random(layer.outputShape(), rng);
    y = Tensor.zeros(layer.outputShape().batch(batch));
    dx = Tensor.zeros(shape.batch(batch));
    layer.forward(x, y, dev.limpid.layers.Mode.TRAIN);
  }

  /** Training mode. */
  @Benchmark
  public Tensor forward() {
    layer.forward(x, y, dev.limpid.layers.Mode.TRAIN);
    return y;
  }

  /** Gradients by input and parameters. */
  @Benchmark
  public Tensor backward() {
    layer.backward(dy, dx);
    return dx;
  }

  /** Bytes that a pass must read or write at least: input and output, once. */
  static double bytes(SeedLayer after, Kind kind, int batch) {
    double input = 4.0 * batch * after.geometry().outputShape().size();
    return kind == Kind.MAX_POOL ? input * 1.25 : input * 2;
  }

  private Tensor random(Shape sample, Rng rng) {
    Shape shape = sample.batch(batch);
    return Tensor.of(shape, RandomArrays.normal(shape.size(), rng));
  }
}
