package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Clipping;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a step of training allocates, on all threads together. */
class AllocationTest {
  private static final int STEPS = 30;

  /**
   * Until then C2 has compiled what makes vectors, and they are no longer objects; a fast and idle
   * machine needs five epochs.
   */
  private static final int MOST_EPOCHS = 500;

  private static final int LIMIT = 16 << 10;

  @Test
  void aStepAllocatesNextToNothing() {
    Dataset data = noise(STEPS * 32);
    try (Parallel parallel = Parallel.of(2)) {
      Network network =
          Sequential.of(12, 10, 3)
              .add(new Conv2D(8, 3).same(), new ReLU(), new BatchNorm(), new MaxPool2D(2))
              .add(new Conv2D(8, 3).same().stride(2), new BatchNorm(), new ReLU(), new Dropout(0.2))
              .add(new Flatten(), new Dense(16), new ReLU(), new Dense(5), new Softmax())
              .on(Compute.standard().with(parallel))
              .build(1);
      List<Long> allocated = new ArrayList<>(STEPS);
      Trainer trainer =
          Trainer.of(network, Adam.builder().clipping(Clipping.byGlobalNorm(1)).build())
              .batchSize(32)
              .listen(
                  new TrainingListener() {
                    @Override
                    public void onStep(Step step) {
                      allocated.add(allocatedBytes());
                    }
                  });
      List<Long> steps = List.of(Long.MAX_VALUE);
      for (int epoch = 0; epoch < MOST_EPOCHS && median(steps) >= LIMIT; epoch++) {
        steps = stepsOfAnEpoch(trainer, data, allocated);
      }
      assertTrue(median(steps) < LIMIT, "bytes of the last steps, sorted: " + steps);
      List<Long> next = stepsOfAnEpoch(trainer, data, allocated);
      assertTrue(median(next) < LIMIT, "bytes of the steps after " + steps + ": " + next);
    }
  }

  /** The bytes of each step of an epoch but the first, sorted. */
  private static List<Long> stepsOfAnEpoch(Trainer trainer, Dataset data, List<Long> allocated) {
    allocated.clear();
    trainer.fit(data, null, 1);
    List<Long> steps = new ArrayList<>();
    for (int i = 1; i < allocated.size(); i++) {
      steps.add(allocated.get(i) - allocated.get(i - 1) - ofMeasuring());
    }
    Collections.sort(steps);
    return steps;
  }

  private static long median(List<Long> sorted) {
    return sorted.get(sorted.size() / 2);
  }

  private static Dataset noise(int images) {
    Shape shape = Shape.of(12, 10, 3);
    Rng rng = Rng.of(1);
    byte[][] samples = new byte[images][shape.size()];
    int[] labels = new int[images];
    for (int i = 0; i < images; i++) {
      for (int j = 0; j < shape.size(); j++) {
        samples[i][j] = (byte) (256 * rng.nextFloat());
      }
      labels[i] = i % 5;
    }
    return ByteDataset.of(shape, List.of("a", "b", "c", "d", "e"), samples, labels);
  }

  /** What looking at it allocates. */
  private static long ofMeasuring() {
    long before = allocatedBytes();
    return allocatedBytes() - before;
  }

  private static long allocatedBytes() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
      sum += Math.max(0, bytes); // -1 for a thread that has ended
    }
    return sum;
  }
}
