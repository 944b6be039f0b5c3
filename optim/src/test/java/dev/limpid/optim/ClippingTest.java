package dev.limpid.optim;

import static dev.limpid.optim.Fixtures.parameter;
import static dev.limpid.optim.Fixtures.setGradient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClippingTest {
  private final Parameter a = parameter("a", true, 0, 0);
  private final Parameter b = parameter("b", true, 0);

  private Optimizer clippedBy(Clipping clipping) {
    return Sgd.builder().learningRate(1).clipping(clipping).build();
  }

  private void step(Optimizer optimizer) {
    optimizer.step(List.of(a, b), Parallel.serial());
  }

  @Test
  void byValueBoundsEachValueAlone() {
    setGradient(a, 3, -0.5f);
    setGradient(b, -7);
    step(clippedBy(Clipping.byValue(2)));
    assertArrayEquals(new float[] {-2, 0.5f}, a.value().data());
    assertArrayEquals(new float[] {2}, b.value().data());
  }

  @Test
  void byGlobalNormScalesAllParametersAlike() {
    setGradient(a, 2, -3);
    setGradient(b, 6);
    Optimizer optimizer = clippedBy(Clipping.byGlobalNorm(3.5));
    step(optimizer);
    assertEquals(7, optimizer.gradientNorm());
    assertArrayEquals(new float[] {-1, 1.5f}, a.value().data());
    assertArrayEquals(new float[] {-3}, b.value().data());
  }

  @Test
  void aNormWithinTheLimitChangesNothing() {
    setGradient(a, 2, -3);
    setGradient(b, 6);
    step(clippedBy(Clipping.byGlobalNorm(7)));
    assertArrayEquals(new float[] {-2, 3}, a.value().data());
    assertArrayEquals(new float[] {-6}, b.value().data());
  }

  @Test
  void theNormOfTheLargestFloatsIsStillFinite() {
    setGradient(a, Float.MAX_VALUE, Float.MAX_VALUE);
    setGradient(b, 0);
    step(clippedBy(Clipping.byGlobalNorm(1)));
    float expected = (float) -Math.sqrt(0.5);
    assertArrayEquals(new float[] {expected, expected}, a.value().data(), 1e-4f);
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aNormThatIsNotFiniteIsRefusedAndChangesNothing(float bad) {
    Optimizer optimizer =
        Sgd.builder().momentum(0.9).clipping(Clipping.byGlobalNorm(1)).weightDecay(0.1).build();
    setGradient(a, 1, 1);
    setGradient(b, 1);
    step(optimizer);
    float[] weights = a.value().data().clone();
    float[] velocity = optimizer.slots(a).momentum().data().clone();

    setGradient(b, bad);
    String message =
        assertThrows(NonFiniteGradientException.class, () -> step(optimizer)).getMessage();
    assertTrue(message.contains("step 1") && message.contains("'b'"), message);
    assertArrayEquals(weights, a.value().data());
    assertArrayEquals(velocity, optimizer.slots(a).momentum().data());
    assertEquals(1, optimizer.steps());

    setGradient(b, 1);
    step(optimizer);
    assertEquals(2, optimizer.steps());
    assertTrue(a.value().isFinite() && b.value().isFinite());
  }

  @Test
  void withoutTheNormANanReachesOnlyItsOwnWeight() {
    for (Clipping clipping : List.of(Clipping.none(), Clipping.byValue(1))) {
      setGradient(a, Float.NaN, 1);
      setGradient(b, 1);
      a.value().fill(0);
      step(clippedBy(clipping));
      assertArrayEquals(new float[] {Float.NaN, -1}, a.value().data(), clipping.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void aLimitMustBeAboveZeroAndFinite(double limit) {
    assertThrows(IllegalArgumentException.class, () -> Clipping.byValue(limit));
    assertThrows(IllegalArgumentException.class, () -> Clipping.byGlobalNorm(limit));
  }
}
