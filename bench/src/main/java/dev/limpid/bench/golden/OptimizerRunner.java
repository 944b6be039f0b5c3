package dev.limpid.bench.golden;

import dev.limpid.core.Parameter;
import dev.limpid.core.compute.Compute;
import dev.limpid.optim.Optimizer;
import java.util.List;

/** {@code optimizer}: given gradients, step by step. */
final class OptimizerRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Optimizer optimizer = Optimizers.of(reference);
    Parameter w = Parameter.trainable("w", reference.tensor("w_0").shape(), true);
    LayerRunner.set(w, reference.tensor("w_0"));
    int steps = 0;
    while (reference.has("g_" + (steps + 1))) {
      steps++;
      w.gradient().copyFrom(reference.tensor("g_" + steps));
      optimizer.step(List.of(w), compute.parallel());
      errors.compare("w_" + steps, reference.tensor("w_" + steps), w.value());
    }
    if (steps == 0) {
      throw new IllegalArgumentException("the case has no tensor 'g_1'");
    }
  }
}
