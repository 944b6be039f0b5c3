package dev.limpid.layers;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.layers.networks.ResNet;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A step makes next to no objects, once HotSpot has compiled it. Before that, and wherever it gives
 * up, each vector is an object: a million of them a step.
 */
class SteadyStateTest {
  private static final long LIMIT = 12 << 10;
  private static final long PATIENCE_NANOS = 60_000_000_000L;
  private static final int BATCH = 16;

  @Test
  void aStepOfAChainAllocatesFewBytes() {
    assertAllocatesFew(SteadyStateTest::network);
  }

  @Test
  void aStepOfAResNetAllocatesFewBytes() {
    assertAllocatesFew(compute -> ResNet.forImages(16, 16, 3, 10).build(1, compute));
  }

  private static void assertAllocatesFew(Function<Compute, Network> made) {
    boolean available =
        Kernels.available().stream().anyMatch(kernels -> kernels.name().equals("vector"));
    Assumptions.assumeTrue(available, () -> Kernels.explain().toString());
    try (Parallel parallel = Parallel.of(2)) {
      Compute compute = Compute.standard().with(Kernels.named("vector")).with(parallel);
      Network network = made.apply(compute);
      Tensor x = random(network);
      Tensor dy = network.forward(x, Mode.TRAIN).copy();
      long least = Long.MAX_VALUE;
      long start = System.nanoTime();
      while (least > LIMIT && System.nanoTime() - start < PATIENCE_NANOS) {
        long before = allocated();
        network.forward(x, Mode.TRAIN);
        network.backward(dy);
        least = Math.min(least, allocated() - before);
      }
      assertTrue(least <= LIMIT, least + " bytes in the step that allocated least");
    }
  }

  /** Tiles of 4x4 and 3x3, a kernel that each thread reads alone and one that they share. */
  private static Network network(Compute compute) {
    return Sequential.of(16, 14, 3)
        .add(new Conv2D(16, 3).same(), new ReLU(), new BatchNorm())
        .add(new Conv2D(32, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
        .add(new Conv2D(160, 3).same(), new ReLU(), new MaxPool2D(2))
        .add(new Conv2D(192, 3).same(), new ReLU(), new BatchNorm())
        .add(new Flatten(), new Dense(10))
        .on(compute)
        .build(1);
  }

  private static Tensor random(Network network) {
    Tensor x = Tensor.zeros(network.inputShape().batch(BATCH));
    Rng rng = Rng.of(2);
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = rng.nextFloat();
    }
    return x;
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(bytes, 0);
    }
    return sum;
  }
}
