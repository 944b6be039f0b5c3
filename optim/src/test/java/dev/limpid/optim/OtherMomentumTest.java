package dev.limpid.optim;

import static dev.limpid.optim.Fixtures.parameter;
import static dev.limpid.optim.Fixtures.setGradient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An optimizer of other numbers that goes on from what another one remembers. */
class OtherMomentumTest {
  static List<OptimizerBuilder<?>> builders() {
    return List.of(
        Sgd.builder(),
        Sgd.builder().momentum(0.9),
        Sgd.builder().momentum(0.9).nesterov(true).weightDecay(0.1),
        Adam.builder().weightDecayOnAll(0.1).epsilon(1e-3).clipping(Clipping.byValue(0.5)),
        Adam.builder().beta1(0.5).biasCorrection(false).epsilonBeforeCorrection(true),
        AdamW.builder().beta2(0.9).clipping(Clipping.byGlobalNorm(1)),
        RMSprop.builder().rho(0.5).epsilonWithinRoot(true),
        RMSprop.builder().momentum(0.9).weightDecay(0.1));
  }

  @ParameterizedTest
  @MethodSource("builders")
  void ofTheSameNumbersItGoesOnWithTheSameBits(OptimizerBuilder<?> builder) {
    Parameter w = parameter("w", true, 1, -2, 3);
    Optimizer first = builder.learningRate(0.1).build();
    steps(first, w, 3);
    float[] before = w.value().data().clone();
    Optimizer second = first.otherwise(1, first.momentum(), first.weightDecay()).orElseThrow();
    assertEquals(first.toString(), second.toString());
    second.goOnFrom(first);
    steps(second, w, 4);
    float[] bySecond = w.value().data().clone();
    System.arraycopy(before, 0, w.value().data(), 0, before.length);
    steps(first, w, 4); // what the other one did has not touched it
    assertArrayEquals(bySecond, w.value().data(), builder.build().toString());
  }

  @Test
  void aVelocityBecomesWhatItWouldBeOfTheSameMeanGradient() {
    Parameter w = parameter("w", false, 0);
    Optimizer slow = Sgd.builder().learningRate(0.5).momentum(0.99).build();
    slow.rateFactor(0);
    for (int i = 0; i < 3000; i++) {
      setGradient(w, 2);
      slow.step(List.of(w), Parallel.serial());
    }
    slow.rateFactor(1);
    Optimizer usual = slow.otherwise(1, 0.9, 0).orElseThrow();
    usual.goOnFrom(slow);
    assertEquals(0.9, usual.momentum());
    assertEquals(20, usual.slots(w).momentum().data()[0], 1e-3);
    Optimizer none = slow.otherwise(2, 0, 0).orElseThrow();
    none.goOnFrom(slow);
    setGradient(w, 2);
    none.step(List.of(w), Parallel.serial());
    assertEquals(1, none.learningRate());
    assertEquals(-2, w.value().data()[0]);
  }

  @Test
  void ofAnOptimizerOfOnesOwnNobodyKnows() {
    Optimizer own =
        new Optimizer(Sgd.builder()) {
          @Override
          protected Slots newSlots(Parameter parameter) {
            return Slots.of(parameter, false, false);
          }

          @Override
          protected void prepare(double rate, long step) {}

          @Override
          protected void update(
              float[] w, float[] g, Slots s, int from, int to, float scale, float limit, float d) {}
        };
    assertEquals(Optional.empty(), own.otherwise(1, 0.9, 0));
    assertTrue(own.momentum() == 0 && own.weightDecay() == 0);
  }

  private static void steps(Optimizer optimizer, Parameter w, int count) {
    for (int i = 0; i < count; i++) {
      setGradient(w, 0.3f + w.value().data()[0], -1, 0.5f * w.value().data()[2]);
      optimizer.step(List.of(w), Parallel.serial());
    }
  }
}
