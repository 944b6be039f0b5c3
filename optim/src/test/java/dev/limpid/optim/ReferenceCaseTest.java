package dev.limpid.optim;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published formulas in float64, from the files in {@code golden}. */
class ReferenceCaseTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "sgd",
        "sgd_momentum",
        "sgd_momentum_decay",
        "sgd_nesterov",
        "adam",
        "adam_l2",
        "adamw",
        "rmsprop"
      })
  void everyStepOfAReferenceCaseIsMet(String name) {
    SafeTensors reference = SafeTensors.read("/golden/" + name + ".safetensors");
    Optimizer optimizer = optimizer(reference);
    Parameter w = Fixtures.parameter("w", false, reference.tensors().get("w_0"));
    int steps = (int) reference.number("steps");
    for (int step = 1; step <= steps; step++) {
      Fixtures.setGradient(w, reference.tensors().get("g_" + step));
      optimizer.step(List.of(w), Parallel.serial());
      double[] expected = Fixtures.toDoubles(reference.tensors().get("w_" + step));
      Fixtures.assertClose(expected, w.value().data(), 1e-6, name + ", step " + step);
    }
  }

  private static Optimizer optimizer(SafeTensors reference) {
    OptimizerBuilder<?> builder =
        switch (reference.attributes().get("optimizer")) {
          case "sgd" ->
              Sgd.builder()
                  .momentum(reference.number("momentum"))
                  .nesterov(Boolean.parseBoolean(reference.attributes().get("nesterov")));
          case "adam" ->
              Adam.builder()
                  .beta1(reference.number("beta1"))
                  .beta2(reference.number("beta2"))
                  .epsilon(reference.number("eps"));
          case "adamw" ->
              AdamW.builder()
                  .beta1(reference.number("beta1"))
                  .beta2(reference.number("beta2"))
                  .epsilon(reference.number("eps"));
          case "rmsprop" ->
              RMSprop.builder().rho(reference.number("beta2")).epsilon(reference.number("eps"));
          default -> throw new AssertionError(reference.attributes());
        };
    return builder
        .learningRate(reference.number("lr"))
        .weightDecayOnAll(reference.number("weight_decay"))
        .build();
  }
}
