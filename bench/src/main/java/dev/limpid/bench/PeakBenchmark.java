package dev.limpid.bench;

import dev.limpid.core.Parallel;
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

/** The machine's peak: multiply-adds in registers, on one thread and on all. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class PeakBenchmark {
  /** Rounds of the loop in one operation: about two milliseconds. */
  static final int ROUNDS = 200_000;

  /** How many threads; {@link Main} asks for one and for all. */
  @Param("1")
  public int threads;

  private Parallel parallel;
  private Peak.FmaLoop loop;
  private float[][] states;

  /** Makes a state for each thread. */
  @Setup
  public void prepare() {
    parallel = Parallel.of(threads);
    loop = Peak.loop();
    states = new float[threads][loop.stateSize()];
  }

  /** Multiply-adds. */
  @Benchmark
  public float[][] multiplyAdd() {
    parallel.forEach(threads, t -> loop.run(states[t], ROUNDS));
    return states;
  }
}
