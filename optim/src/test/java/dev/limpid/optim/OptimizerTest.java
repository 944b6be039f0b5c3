package dev.limpid.optim;

import static dev.limpid.optim.Fixtures.parameter;
import static dev.limpid.optim.Fixtures.setGradient;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  @Test
  void statisticsAreLeftAlone() {
    Parameter trained = parameter("bn.gamma", false, 1);
    Parameter statistic = Parameter.statistic("bn.moving_mean", Shape.of(1));
    setGradient(trained, 1);
    Optimizer optimizer = Sgd.builder().weightDecayOnAll(0.5).learningRate(0.5).build();
    optimizer.step(List.of(statistic, trained), Parallel.serial());
    assertEquals(0, statistic.value().data()[0]);
    assertEquals(1 - 0.5f * 1.5f, trained.value().data()[0]);
    assertThrows(IllegalArgumentException.class, () -> optimizer.slots(statistic));
  }

  @Test
  void frozenParametersStayAndTheirGradientsDontCount() {
    Parameter trained = parameter("a", false, 1);
    Parameter frozen = parameter("b", false, 1);
    setGradient(trained, 3);
    setGradient(frozen, 4);
    Optimizer optimizer = Sgd.builder().learningRate(1).clipping(Clipping.byGlobalNorm(5)).build();
    optimizer.step(List.of(trained, frozen), Parallel.serial());
    assertEquals(5, optimizer.gradientNorm(), 1e-6);
    assertEquals(-3, frozen.value().data()[0]);
    frozen.freeze(true);
    optimizer.step(List.of(trained, frozen), Parallel.serial());
    assertEquals(3, optimizer.gradientNorm(), 1e-6);
    assertEquals(-3, frozen.value().data()[0]);
    assertEquals(1 - 3 - 3, trained.value().data()[0]);
    frozen.freeze(false);
    optimizer.step(List.of(trained, frozen), Parallel.serial());
    assertEquals(-3 - 4, frozen.value().data()[0]);
  }

  @Test
  void eachParameterHasTheRateTimesItsMultiplier() {
    for (OptimizerBuilder<?> builder :
        List.of(Sgd.builder().momentum(0.9), Adam.builder(), AdamW.builder(), RMSprop.builder())) {
      Optimizer whole = builder.learningRate(0.1).build();
      Optimizer half = builder.learningRate(0.05).build();
      Optimizer mixed = builder.learningRate(0.1).build();
      Parameter one = parameter("one", true, 2, 3);
      Parameter two = parameter("two", true, 2, 3);
      Parameter first = parameter("first", true, 2, 3);
      Parameter second = parameter("second", true, 2, 3);
      Parameter third = parameter("third", true, 2, 3);
      second.learningRateMultiplier(0.5);
      for (int step = 0; step < 3; step++) {
        for (Parameter parameter : List.of(one, two, first, second, third)) {
          setGradient(parameter, 1 - step, 0.5f);
        }
        whole.step(List.of(one), Parallel.serial());
        half.step(List.of(two), Parallel.serial());
        mixed.step(List.of(first, second, third), Parallel.serial());
      }
      assertArrayEquals(one.value().data(), first.value().data(), builder.toString());
      assertArrayEquals(two.value().data(), second.value().data(), builder.toString());
      assertArrayEquals(one.value().data(), third.value().data(), builder.toString());
    }
    Parameter parameter = parameter("w", true, 1);
    assertThrows(IllegalArgumentException.class, () -> parameter.learningRateMultiplier(-0.1));
    assertThrows(
        IllegalArgumentException.class, () -> parameter.learningRateMultiplier(Double.NaN));
  }

  @Test
  void decayAppliesToMarkedParametersOrToAll() {
    Parameter kernel = parameter("kernel", true, 2);
    Parameter bias = parameter("bias", false, 2);
    List<Parameter> both = List.of(kernel, bias);
    Sgd.builder().learningRate(1).weightDecay(0.25).build().step(both, Parallel.serial());
    assertEquals(1.5f, kernel.value().data()[0]);
    assertEquals(2, bias.value().data()[0]);
    Sgd.builder().learningRate(1).weightDecayOnAll(0.25).build().step(both, Parallel.serial());
    assertEquals(1.125f, kernel.value().data()[0]);
    assertEquals(1.5f, bias.value().data()[0]);
  }

  @Test
  void adamWDecaysTheWeightByTheRateAndNotByTheMoments() {
    Parameter kernel = parameter("kernel", true, 2);
    AdamW.builder().learningRate(0.5).weightDecay(0.25).build().step(List.of(kernel));
    assertEquals(2 - 0.5f * 0.25f * 2, kernel.value().data()[0]);
  }

  @Test
  void theScheduleIsAskedForTheNumberOfStepsTaken() {
    Parameter w = parameter("w", false, 0);
    setGradient(w, 1);
    Optimizer optimizer = Sgd.builder().learningRate(step -> step + 1).build();
    for (int step = 0; step < 4; step++) {
      assertEquals(step, optimizer.steps());
      assertEquals(step + 1, optimizer.learningRate());
      optimizer.step(List.of(w), Parallel.serial());
    }
    assertEquals(-(1 + 2 + 3 + 4), w.value().data()[0]);
  }

  @Test
  void aScheduleThatGoesAstrayStopsTheStep() {
    Parameter w = parameter("w", false, 5);
    setGradient(w, 1);
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      Optimizer optimizer = Sgd.builder().learningRate(step -> bad).build();
      assertThrows(ArithmeticException.class, () -> optimizer.step(List.of(w)));
      assertEquals(0, optimizer.steps());
      assertEquals(5, w.value().data()[0]);
    }
  }

  @Test
  void stateBelongsToTheParameterAndSurvivesAnotherList() {
    Parameter a = parameter("same name", false, 0);
    Parameter b = parameter("same name", false, 0);
    setGradient(a, 1);
    setGradient(b, 3);
    Optimizer optimizer = Sgd.builder().momentum(0.5).build();
    optimizer.step(List.of(a, b), Parallel.serial());
    Slots ofA = optimizer.slots(a);
    optimizer.step(List.of(a), Parallel.serial());
    optimizer.step(List.of(b, a), Parallel.serial());
    assertSame(ofA, optimizer.slots(a));
    assertEquals(1.75f, optimizer.slots(a).momentum().data()[0]);
    assertEquals(4.5f, optimizer.slots(b).momentum().data()[0]);
  }

  @Test
  void slotsHoldWhatTheFormulaNeedsAndNoMore() {
    Parameter w = Parameter.trainable("w", Shape.of(2, 3), true);
    assertNull(Sgd.builder().build().slots(w).momentum());
    assertNull(Sgd.builder().momentum(0.9).build().slots(w).meanSquare());
    assertNull(RMSprop.builder().build().slots(w).momentum());
    Slots slots = Adam.builder().build().slots(w);
    assertEquals(w.value().shape(), slots.momentum().shape());
    assertEquals(w.value().shape(), slots.meanSquare().shape());
  }

  @Test
  void aBuilderBuildsOptimizersThatShareNoState() {
    Parameter w = parameter("w", false, 0);
    setGradient(w, 1);
    Adam.Builder builder = Adam.builder();
    Optimizer first = builder.build();
    first.step(List.of(w), Parallel.serial());
    Optimizer second = builder.build();
    assertEquals(0, second.steps());
    assertEquals(0, second.slots(w).momentum().data()[0]);
    assertNotEquals(0, first.slots(w).momentum().data()[0]);
  }

  @Test
  void aParameterListedTwiceIsRefused() {
    Parameter w = parameter("conv1.kernel", true, 1);
    Optimizer optimizer = Adam.builder().build();
    String message =
        assertThrows(IllegalArgumentException.class, () -> optimizer.step(List.of(w, w)))
            .getMessage();
    assertTrue(message.contains("conv1.kernel"), message);
  }

  @Test
  void anEmptyListIsAStep() {
    Optimizer optimizer = Adam.builder().clipping(Clipping.byGlobalNorm(1)).build();
    optimizer.step(List.of(), Parallel.serial());
    assertEquals(1, optimizer.steps());
    assertEquals(0, optimizer.gradientNorm());
  }

  @Test
  void theDefaultsAreKerass() {
    assertEquals("Sgd(Constant[rate=0.01])", Sgd.builder().build().toString());
    assertEquals(
        "Sgd(Constant[rate=0.01], momentum 0.9 (Nesterov), weight decay 0.1, clipping by value 2.0)",
        Sgd.builder()
            .momentum(0.9)
            .nesterov(true)
            .weightDecay(0.1)
            .clipping(Clipping.byValue(2))
            .build()
            .toString());
    assertEquals(
        "Adam(Constant[rate=0.001], beta1 0.9, beta2 0.999, epsilon 1.0E-7)",
        Adam.builder().build().toString());
    assertEquals(
        "AdamW(Constant[rate=0.001], beta1 0.9, beta2 0.999, epsilon 1.0E-7, weight decay 0.004)",
        AdamW.builder().build().toString());
    assertEquals(
        "RMSprop(Constant[rate=0.001], rho 0.9, epsilon 1.0E-7)",
        RMSprop.builder().build().toString());
  }

  /** A gradient of 2: the root is 1 with a quarter of its square, and 2 where it is corrected. */
  @Test
  void epsilonIsAddedToTheRoot() {
    RMSprop.Builder rmsprop = RMSprop.builder().learningRate(1).rho(0.75).epsilon(0.5);
    assertEquals(-2 / 1.5, afterOneStep(rmsprop.build()), 1e-6);
    assertEquals(-2 / 1.5, afterOneStep(rmsprop.momentum(0.9).build()), 1e-6);
    assertEquals(-2 / 2.5, afterOneStep(Adam.builder().learningRate(1).epsilon(0.5).build()), 1e-5);
  }

  private static double afterOneStep(Optimizer optimizer) {
    Parameter w = parameter("w", true, 0);
    setGradient(w, 2);
    optimizer.step(List.of(w));
    return w.value().data()[0];
  }

  @Test
  void zeroGradientsLeaveTheWeightsOfEveryOptimizer() {
    List<OptimizerBuilder<?>> builders =
        List.of(
            Sgd.builder().momentum(0.9).nesterov(true),
            Adam.builder(),
            AdamW.builder().weightDecay(0),
            RMSprop.builder().momentum(0.9));
    for (OptimizerBuilder<?> builder : builders) {
      Parameter w = parameter("w", true, 0, 1, -2);
      Optimizer optimizer = builder.build();
      for (int step = 0; step < 3; step++) {
        optimizer.step(List.of(w), Parallel.serial());
      }
      assertArrayEquals(new float[] {0, 1, -2}, w.value().data(), optimizer.toString());
    }
  }

  @Test
  void aStepAllocatesNothingOnceItKnowsItsParameters() {
    List<Parameter> parameters =
        List.of(
            Parameter.trainable("a", Shape.of(3, 7), true),
            Parameter.statistic("b", Shape.of(5)),
            Parameter.trainable("c", Shape.of(Pieces.GRAIN + 1), false));
    Optimizer optimizer = AdamW.builder().clipping(Clipping.byGlobalNorm(1)).build();
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    for (int step = 0; step < 10; step++) {
      optimizer.step(parameters, Parallel.serial());
      threads.getThreadAllocatedBytes(id);
    }
    long before = threads.getThreadAllocatedBytes(id);
    for (int step = 0; step < 100; step++) {
      optimizer.step(parameters, Parallel.serial());
    }
    long perStep = (threads.getThreadAllocatedBytes(id) - before) / 100;
    assertTrue(perStep < 16, perStep + " bytes a step"); // the smallest object has 16
  }
}
