package dev.limpid.spark;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.TaskContext;
import org.slf4j.LoggerFactory;

/** What tasks of this JVM compute on: the kernels of the JVM, the threads of the task. */
final class ExecutorCompute {
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private ExecutorCompute() {}

  /** As many threads as the task has cores; who made it closes its threads. */
  static Compute ofTask() {
    Compute compute = Compute.standard();
    if (!compute.kernels().name().equals("vector") && TOLD.compareAndSet(false, true)) {
      LoggerFactory.getLogger(LimpidClassifier.class)
          .warn(
              "This executor computes with the {} kernels, several times slower than on the Vector"
                  + " API: {}",
              compute.kernels().name(),
              Kernels.explain().get(0));
    }
    return compute.with(Parallel.of(TaskContext.get().cpus()));
  }
}
