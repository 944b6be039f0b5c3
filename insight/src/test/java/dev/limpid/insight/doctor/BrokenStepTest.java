package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.insight.OwnLayer;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Loss;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.SoftmaxCrossEntropy;
import dev.limpid.layers.io.LayerTypes;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Sgd;
import dev.limpid.optim.Slots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of a layer of one's own that no exception tells. */
class BrokenStepTest {
  /** A factor for each of 24 features, with one of these errors. */
  private static final class Scaled extends OwnLayer {
    private final Breach.Rule error;
    private Parameter factors;
    private int passes;

    Scaled(Breach.Rule error) {
      this.error = error;
    }

    @Override
    public List<Parameter> parameters() {
      return factors == null ? List.of() : List.of(factors);
    }

    @Override
    protected void onBuild(Shape input, Rng rng) {
      factors = Parameter.trainable(name() + ".factors", input, false);
      Arrays.fill(factors.value().data(), 1);
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      float[] values = factors.value().data();
      if (error == Breach.Rule.STAYS) {
        Arrays.fill(values, 1);
      }
      boolean measures = mode.backward() && mode.update() == Mode.Update.NONE;
      if ((error == Breach.Rule.FROZEN_MOVES || error == Breach.Rule.MOVES_OUTSIDE)
              && mode.equals(Mode.TRAIN)
          || error == Breach.Rule.MEASURING_CHANGES && measures
          || error == Breach.Rule.INFERENCE_CHANGES && mode.equals(Mode.INFERENCE)) {
        values[0] *= 1.001f;
      }
      boolean wavers = error == Breach.Rule.OTHER_LOSS && measures && passes++ % 2 == 0;
      float all = wavers ? 1.01f : 1;
      for (int i = 0; i < x.size(); i++) {
        y.data()[i] = x.data()[i] * all * values[i % factors.value().size()];
      }
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      int size = factors.value().size();
      float[] gradient = factors.gradient().data();
      if (error != Breach.Rule.GRADIENT_ADDS) {
        Arrays.fill(gradient, 0, size, 0);
      }
      for (int i = 0; i < dy.size(); i++) {
        gradient[i % size] += dy.data()[i] * x.data()[i];
        if (dx != null) {
          dx.data()[i] = dy.data()[i] * factors.value().data()[i % size];
        }
      }
    }
  }

  private static final Set<Breach.Rule> BY_STEPS =
      Set.of(Breach.Rule.STAYS, Breach.Rule.FROZEN_MOVES, Breach.Rule.MOVES_OUTSIDE);

  private static SmallTraining training(Breach.Rule error) {
    Layer scaled = new Scaled(error);
    scaled.trainable(error != Breach.Rule.FROZEN_MOVES);
    return new SmallTraining()
        .layers(SmallTraining.hidden(), new ReLU(), scaled, new Dense(4))
        .epochs(1);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "STAYS",
        "FROZEN_MOVES",
        "INFERENCE_CHANGES",
        "MEASURING_CHANGES",
        "MOVES_OUTSIDE",
        "GRADIENT_ADDS",
        "OTHER_LOSS"
      })
  void isNamedInTheFirstEpochWithItsParameterAndStep(Breach.Rule error) {
    RunRecord run = training(error).run();
    List<Breach> breaches = run.start().breaches();
    assertEquals(error, breaches.get(0).rule(), breaches.toString());
    boolean ofLoss = error == Breach.Rule.OTHER_LOSS;
    assertTrue(
        breaches.stream().allMatch(b -> b.parameter().endsWith(".factors") != ofLoss),
        breaches.toString());
    assertEquals(BY_STEPS.contains(error) ? 10 : 1, breaches.get(0).step());
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("broken-step", first.name(), first.toString());
    assertTrue(ofLoss || first.title().contains(breaches.get(0).parameter()), first.title());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aTrainingThatKeepsTheRulesBreaksNone(int which) {
    SmallTraining training =
        switch (which) {
          case 0 -> training(null);
          case 1 ->
              new SmallTraining()
                  .layers(SmallTraining.hidden(), new BatchNorm(), new ReLU(), new Dense(4));
          case 2 ->
              new SmallTraining()
                  .layers(
                      SmallTraining.hidden().trainable(false),
                      new BatchNorm().trainable(false),
                      new ReLU(),
                      new Dense(4));
          default -> new SmallTraining().optimizer(Sgd.builder().learningRate(1e-12).build());
        };
    RunRecord run = training.epochs(2).run();
    assertEquals(List.of(), run.start().breaches());
    run.health().forEach(epoch -> assertEquals(List.of(), epoch.breaches()));
  }

  /** Plain descent, with a factor that depends on the parameter. */
  private static final class WrongSgd extends Optimizer {
    private final ToDoubleFunction<Parameter> factor;
    private final IntPredicate updates;
    private float rate;

    WrongSgd(ToDoubleFunction<Parameter> factor) {
      this(factor, 0.01, i -> true);
    }

    WrongSgd(ToDoubleFunction<Parameter> factor, double rate, IntPredicate updates) {
      super(Sgd.builder().learningRate(rate));
      this.factor = factor;
      this.updates = updates;
    }

    @Override
    protected Slots newSlots(Parameter parameter) {
      return Slots.of(parameter, false, false);
    }

    @Override
    protected void prepare(double newRate, long step) {
      rate = (float) newRate;
    }

    @Override
    protected void update(
        float[] w,
        float[] g,
        Slots slots,
        int from,
        int to,
        float scale,
        float limit,
        float decay) {
      float step = rate * (float) factor.applyAsDouble(slots.parameter());
      for (int i = from; i < to; i++) {
        if (updates.test(i)) {
          w[i] -= step * effective(g[i], w[i], scale, limit, decay);
        }
      }
    }
  }

  @Test
  void aParameterThatTheOptimizerPassesOverIsNamed() {
    Optimizer forgetful = new WrongSgd(p -> p.name().equals("dense_1.kernel") ? 0 : 1);
    RunRecord run = new SmallTraining().optimizer(forgetful).epochs(1).run();
    assertEquals(Breach.Rule.STAYS, run.start().breaches().get(0).rule());
    assertEquals("dense_1.kernel", run.start().breaches().get(0).parameter());
    assertEquals("broken-step", new Doctor().diagnose(run).get(0).name());
  }

  @Test
  void anOptimizerThatUpdatesOneWeightInSixteenIsNamed() {
    Optimizer sparse = new WrongSgd(parameter -> 1, 0.01, i -> i % 16 == 0);
    RunRecord run = new SmallTraining().optimizer(sparse).epochs(2).run();
    List<Breach> breaches = run.health().get(0).breaches();
    assertEquals(Breach.Rule.STAYS_IN_PART, breaches.get(0).rule(), breaches.toString());
    assertEquals(1 / 16.0, breaches.get(0).size(), 0.01);
    assertEquals(List.of(), run.health().get(1).breaches());
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("Only 6 % of the weights of dense_1.kernel move", first.title());
  }

  private static void prune(float[] kernel, int size) {
    for (int i = 0; i < size; i++) {
      kernel[i] = i % 4 == 0 ? kernel[i] : 0;
    }
  }

  /** Right steps, steps that weights are too large for, pruned weights, and dead units. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void weightsThatStayForAReasonAreNoBreach(int which) {
    Optimizer right = new WrongSgd(p -> 1, which == 1 ? 1e-5 : 0.01, i -> true);
    SmallTraining training = new SmallTraining().optimizer(right).epochs(2);
    if (which == 1) {
      training.firstWeights("dense_1.kernel", (values, i) -> i % 3 == 0 ? values[i] : 1e3f);
    }
    if (which == 2) {
      training.firstWeights("dense_1.kernel", (values, i) -> i % 4 == 0 ? values[i] : 0);
      Consumer<Network> before = training.firstWeights;
      List<float[]> kernel = new ArrayList<>();
      training.firstWeights =
          network -> {
            before.accept(network);
            kernel.add(network.parameters().get(0).value().data());
          };
      training.each = step -> prune(kernel.get(0), 24 * 12);
    }
    if (which == 3) {
      training.firstWeights("dense_1.bias", (values, i) -> i % 2 == 0 ? -1000 : 0);
    }
    RunRecord run = training.run();
    run.health()
        .forEach(
            epoch ->
                assertTrue(
                    epoch.breaches().stream().noneMatch(b -> b.rule() == Breach.Rule.STAYS_IN_PART),
                    epoch.breaches().toString()));
  }

  @Test
  void whatHasAMultiplierOfZeroIsMeantToStayAndIsANote() {
    SmallTraining ofLayer =
        new SmallTraining()
            .layers(SmallTraining.hidden().learningRateMultiplier(0), new ReLU(), new Dense(4));
    SmallTraining ofParameters = new SmallTraining();
    ofParameters.firstWeights =
        network ->
            network
                .layers()
                .get(0)
                .parameters()
                .forEach(parameter -> parameter.learningRateMultiplier(0));
    for (SmallTraining training : List.of(ofLayer, ofParameters)) {
      RunRecord run = training.epochs(4).run();
      assertEquals(List.of(), run.start().breaches());
      List<Finding> findings =
          new Doctor()
              .diagnose(run).stream()
                  .filter(f -> f.name().matches("broken-step|frozen-layer"))
                  .toList();
      assertEquals(1, findings.size(), findings.toString());
      assertEquals(Severity.NOTE, findings.get(0).severity());
    }
  }

  @Test
  void anOptimizerThatGoesUphillIsNamedAfterItsFirstStep() {
    RunRecord run = new SmallTraining().optimizer(new WrongSgd(parameter -> -1)).epochs(1).run();
    assertEquals(Breach.Rule.UPHILL, run.start().breaches().get(0).rule());
    assertEquals(1, run.start().breaches().get(0).size(), 1e-6);
    assertEquals("broken-step", new Doctor().diagnose(run).get(0).name());
  }

  /** The sum over a batch, which is not what a loss must give. */
  private static final class Summed implements Loss<int[]> {
    @Override
    public double forward(Tensor scores, int[] labels, double[] losses, Tensor gradient) {
      double mean = new SoftmaxCrossEntropy().forward(scores, labels, losses, gradient);
      return mean * scores.shape().dim(0);
    }
  }

  @Test
  void aLossThatIsNoMeanIsNamed() {
    SmallTraining training = new SmallTraining().epochs(1);
    training.loss = new Summed();
    Breach breach = training.run().start().breaches().get(0);
    assertEquals(Breach.Rule.OTHER_MEAN, breach.rule());
    assertEquals(7, breach.size(), 1e-3); // 8 images: 8 times the mean
  }

  /** Divides by a number that its config forgets. */
  private static final class Divided extends OwnLayer {
    private final float by;

    Divided(float by) {
      this.by = by;
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      for (int i = 0; i < x.size(); i++) {
        y.data()[i] = x.data()[i] / by;
      }
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      for (int i = 0; i < dy.size(); i++) {
        dx.data()[i] = dy.data()[i] / by;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {1, 2})
  void aLayerWhoseFileLacksAnOptionIsNamed(float by) {
    LayerTypes.register("Divided", options -> new Divided(1));
    List<Breach> breaches =
        new SmallTraining()
            .layers(SmallTraining.hidden(), new Divided(by), new ReLU(), new Dense(4))
            .epochs(1)
            .run()
            .start()
            .breaches();
    assertEquals(
        by == 1 ? List.of() : List.of(Breach.Rule.SAVED_DIFFERS),
        breaches.stream().map(Breach::rule).toList());
  }

  @Test
  void aFrozenLayerThatMovesInALaterEpochIsNamedWithItsStep() {
    Layer late = new Scaled(null);
    SmallTraining training =
        new SmallTraining()
            .layers(SmallTraining.hidden(), new ReLU(), late.trainable(false), new Dense(4))
            .epochs(3);
    training.each =
        step -> {
          if (step.epoch() == 2 && step.step() == 20) {
            late.parameters().get(0).value().data()[3] += 0.5f;
          }
        };
    RunRecord run = training.run();
    assertEquals(List.of(), run.start().breaches());
    assertEquals(
        List.of(0, 1, 0), run.health().stream().map(epoch -> epoch.breaches().size()).toList());
    Breach breach = run.health().get(1).breaches().get(0);
    assertEquals(Breach.Rule.FROZEN_MOVES, breach.rule());
    assertEquals(60, breach.step());
    assertEquals(0.5, breach.size(), 1e-6);
    assertEquals("broken-step", new Doctor().diagnose(run).get(0).name());
  }
}
