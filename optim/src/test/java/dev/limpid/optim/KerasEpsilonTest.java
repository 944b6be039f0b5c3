package dev.limpid.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where Keras puts epsilon, held to its formulas in float64, with gradients of epsilon's size. */
class KerasEpsilonTest {
  private static final double[] GRADIENTS = {3e-6, -1e-6, 2e-6, 5e-7, -4e-6};

  private static double afterSteps(Optimizer optimizer) {
    Parameter weight = Parameter.trainable("w", Shape.of(1), true);
    for (double gradient : GRADIENTS) {
      weight.gradient().data()[0] = (float) gradient;
      optimizer.step(List.of(weight));
    }
    return weight.value().data()[0];
  }

  @Test
  void adamAddsItBeforeTheCorrection() {
    double m = 0;
    double v = 0;
    double w = 0;
    for (int t = 1; t <= GRADIENTS.length; t++) {
      double g = GRADIENTS[t - 1];
      m += (g - m) * 0.1;
      v += (g * g - v) * 0.001;
      double alpha = 0.01 * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
      w -= alpha * m / (Math.sqrt(v) + 1e-7);
    }
    double before =
        afterSteps(Adam.builder().learningRate(0.01).epsilonBeforeCorrection(true).build());
    assertEquals(w, before, 1e-5 * Math.abs(w));
    double after = afterSteps(Adam.builder().learningRate(0.01).build());
    assertTrue(Math.abs(after - w) > 0.1 * Math.abs(w), after + " beside " + w);
  }

  @Test
  void rmspropAddsItWithinTheRoot() {
    double v = 0;
    double w = 0;
    for (double g : GRADIENTS) {
      v = 0.9 * v + 0.1 * g * g;
      w -= 0.01 * g / Math.sqrt(v + 1e-7);
    }
    double within =
        afterSteps(RMSprop.builder().learningRate(0.01).epsilonWithinRoot(true).build());
    assertEquals(w, within, 1e-5 * Math.abs(w));
    double outside = afterSteps(RMSprop.builder().learningRate(0.01).build());
    assertTrue(Math.abs(outside - w) > 10 * Math.abs(w), outside + " beside " + w);
  }
}
