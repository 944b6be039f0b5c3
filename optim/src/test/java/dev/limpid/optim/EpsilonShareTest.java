package dev.limpid.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much of the denominator is epsilon: epsilon / (root + epsilon), the median. */
class EpsilonShareTest {
  private static final double EPSILON = 0.5;

  private static double share(Optimizer optimizer, Parameter parameter, int steps) {
    for (int i = 0; i < steps; i++) {
      optimizer.step(List.of(parameter));
    }
    return optimizer.epsilonShare(parameter);
  }

  private static Parameter withGradients(float... gradients) {
    Parameter parameter = Parameter.trainable("w", Shape.of(gradients.length), true);
    Fixtures.setGradient(parameter, gradients);
    return parameter;
  }

  /** The corrected root of the mean square of gradients that stay the same is their size. */
  @Test
  void adamComparesEpsilonWithTheCorrectedRoot() {
    for (int steps : new int[] {1, 2, 10}) {
      for (Optimizer optimizer :
          List.of(
              Adam.builder().epsilon(EPSILON).build(), AdamW.builder().epsilon(EPSILON).build())) {
        Parameter parameter = withGradients(-2, 0.25f, 7);
        assertEquals(0.5 / 2.5, share(optimizer, parameter, steps), 1e-5, steps + " steps");
      }
    }
  }

  @Test
  void withoutBiasCorrectionTheRootIsSmaller() {
    Optimizer optimizer = Adam.builder().epsilon(EPSILON).biasCorrection(false).build();
    double root = 2 * Math.sqrt(1 - 0.999);
    assertEquals(0.5 / (root + 0.5), share(optimizer, withGradients(2), 1), 1e-5);
  }

  @Test
  void rmspropComparesEpsilonWithTheRoot() {
    Optimizer optimizer = RMSprop.builder().epsilon(EPSILON).rho(0.75).build();
    assertEquals(0.5 / (1 + 0.5), share(optimizer, withGradients(2), 1), 1e-6);
  }

  @Test
  void weightsWithoutAGradientAreLeftAside() {
    Optimizer optimizer = Adam.builder().epsilon(EPSILON).build();
    assertEquals(0.5 / 2.5, share(optimizer, withGradients(0, 0, 0, 2), 1), 1e-5);
    Optimizer other = Adam.builder().epsilon(EPSILON).build();
    assertTrue(Double.isNaN(share(other, withGradients(0, 0), 1)));
  }

  /** Every third one of 3,000: those are 1, all others 3. */
  @Test
  void ofManyWeightsSomeAreLookedAt() {
    float[] gradients = new float[3000];
    for (int i = 0; i < gradients.length; i++) {
      gradients[i] = i % 3 == 0 ? 1 : 3;
    }
    Optimizer optimizer = Adam.builder().epsilon(EPSILON).build();
    assertEquals(0.5 / 1.5, share(optimizer, withGradients(gradients), 1), 1e-5);
    float[] few = Arrays.copyOf(gradients, 1999); // each of them
    Optimizer other = Adam.builder().epsilon(EPSILON).build();
    assertEquals(0.5 / 3.5, share(other, withGradients(few), 1), 1e-5);
  }

  @Test
  void withoutAStepOrAMeanSquareNothingIsKnown() {
    assertTrue(Double.isNaN(share(Adam.builder().build(), withGradients(1), 0)));
    assertTrue(Double.isNaN(share(Sgd.builder().momentum(0.9).build(), withGradients(1), 1)));
  }

  @Test
  void nothingIsKeptForWhatIsNotTrained() {
    Parameter fixed = Parameter.statistic("mean", Shape.of(2));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Adam.builder().build().slots(fixed))
            .getMessage();
    assertTrue(message.contains("'mean' is not trained"), message);
  }
}
