package dev.limpid.insight.measure.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.health.Breach;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.Clipping;
import dev.limpid.optim.Formula;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.OptimizerBuilder;
import dev.limpid.optim.RMSprop;
import dev.limpid.optim.Sgd;
import dev.limpid.optim.Slots;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Steps are held to the formula of their optimizer. */
class FormulaRuleTest {
  private static final int STEPS_OF_EPOCH = 15;

  /** What the rules say of two epochs of a small training; {@code each} is told before they are. */
  private static List<Breach> breaches(
      Optimizer optimizer, UnaryOperator<Trainer> settings, Consumer<TrainingListener.Step> each) {
    Network network =
        Sequential.of(12)
            .add(
                new Dense(20).learningRateMultiplier(0.3),
                new BatchNorm(),
                new ReLU(),
                new Dense(7).trainable(false),
                new Dense(4))
            .build(1);
    return breaches(network, optimizer, settings, each);
  }

  private static List<Breach> breaches(
      Network network,
      Optimizer optimizer,
      UnaryOperator<Trainer> settings,
      Consumer<TrainingListener.Step> each) {
    List<Breach> breaches = new ArrayList<>();
    TrainingListener first =
        new TrainingListener() {
          @Override
          public void onStep(Step step) {
            each.accept(step);
          }
        };
    settings
        .apply(Trainer.of(network, optimizer).batchSize(32).seed(3))
        .listen(first)
        .listen(new HealthListener()) // which computes gradients of its own after some steps
        .listen(
            new HealthListener()
                .onStartHealth(start -> breaches.addAll(start.breaches()))
                .onHealth(epoch -> breaches.addAll(epoch.breaches())))
        .fit(Toy.clouds(Shape.of(12), 4, 480, 1, 1, Rng.of(1)), null, 2);
    return breaches;
  }

  static Stream<OptimizerBuilder<?>> builders() {
    return Stream.of(
        Sgd.builder().learningRate(0.05),
        Sgd.builder().momentum(0.9).weightDecayOnAll(0.01),
        Sgd.builder().momentum(0.95).nesterov(true).clipping(Clipping.byGlobalNorm(0.1)),
        RMSprop.builder().weightDecay(1e-3),
        RMSprop.builder().momentum(0.9).epsilonWithinRoot(true).clipping(Clipping.byValue(0.01)),
        Adam.builder().learningRate(LearningRate.cosine(0.01, 5, 30)),
        Adam.builder().biasCorrection(false).weightDecay(0.1).clipping(Clipping.byGlobalNorm(1)),
        Adam.builder().epsilonBeforeCorrection(true).epsilon(1e-3),
        AdamW.builder().weightDecay(0.3).beta1(0.5).beta2(0.9));
  }

  @ParameterizedTest
  @MethodSource("builders")
  void theLibrarysOptimizersStepByTheirFormulas(OptimizerBuilder<?> builder) {
    Optimizer optimizer = builder.build();
    assertEquals(List.of(), breaches(optimizer, trainer -> trainer, step -> {}), "" + optimizer);
  }

  @Test
  void sumsOverBatchesAndPenaltiesAreGradientsToo() {
    UnaryOperator<Trainer> settings = trainer -> trainer.accumulate(4).penalty(1e-3, 1e-2);
    Network network = Sequential.of(12).add(new Dense(20), new ReLU(), new Dense(4)).build(1);
    List<Breach> breaches = new ArrayList<>();
    settings
        .apply(Trainer.of(network, Adam.builder().build()).batchSize(32).seed(3))
        .listen(
            new HealthListener()
                .onStartHealth(start -> breaches.addAll(start.breaches()))
                .onHealth(epoch -> breaches.addAll(epoch.breaches())))
        .fit(Toy.clouds(Shape.of(12), 4, 480, 1, 1, Rng.of(1)), null, 2);
    assertEquals(List.of(), breaches);
  }

  /** In a step of the first ten, in the last one of an epoch, and in one that nobody looks at. */
  @ParameterizedTest
  @CsvSource({"4, 4", "15, 15", "30, 30", "12, 0"})
  void aWeightThatSomethingElseMovesWithinAStepIsNamed(int at, int expected) {
    Network network = Sequential.of(12).add(new Dense(20), new ReLU(), new Dense(4)).build(1);
    Parameter kernel = network.parameters().get(0);
    List<Breach> breaches =
        breaches(
            network,
            Adam.builder().build(),
            trainer -> trainer,
            step -> {
              if ((step.epoch() - 1) * STEPS_OF_EPOCH + step.step() == at) {
                kernel.value().data()[15] += 1e-5f; // a hundredth of Adam's step
              }
            });
    assertEquals(
        expected == 0
            ? List.of()
            : List.of(Breach.Rule.OFF_FORMULA + " dense_1.kernel " + expected),
        breaches.stream().map(b -> b.rule() + " " + b.parameter() + " " + b.step()).toList());
  }

  private enum Mistake {
    NONE,
    FORGETS_THE_DECAY,
    DECAYS_THE_VELOCITY_LATE,
    IS_A_THIRD_TOO_SHORT,
    IGNORES_THE_CLIPPING
  }

  /** Momentum of one's own, which says what it means to do, and does it but for a mistake. */
  private static final class OwnMomentum extends Optimizer {
    private final Mistake mistake;
    private float rate;

    OwnMomentum(Mistake mistake) {
      super(
          Sgd.builder()
              .learningRate(0.05)
              .weightDecayOnAll(0.02)
              .clipping(Clipping.byGlobalNorm(0.5)));
      this.mistake = mistake;
    }

    @Override
    public Optional<Formula> formula() {
      return Sgd.builder().momentum(0.9).build().formula();
    }

    @Override
    protected Slots newSlots(Parameter parameter) {
      return Slots.of(parameter, true, false);
    }

    @Override
    protected void prepare(double newRate, long step) {
      rate = (float) newRate * (mistake == Mistake.IS_A_THIRD_TOO_SHORT ? 2 / 3f : 1);
    }

    @Override
    protected void update(
        float[] w, float[] g, Slots slots, int from, int to, float scale, float limit, float d) {
      float[] v = slots.momentum().data();
      float decay = mistake == Mistake.FORGETS_THE_DECAY ? 0 : d;
      float clip = mistake == Mistake.IGNORES_THE_CLIPPING ? 1 : scale;
      for (int i = from; i < to; i++) {
        float old = v[i];
        v[i] = 0.9f * v[i] + effective(g[i], w[i], clip, limit, decay);
        w[i] -= rate * (mistake == Mistake.DECAYS_THE_VELOCITY_LATE ? v[i] + 0.1f * old : v[i]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Mistake.class)
  void anOptimizerThatDoesNotDoWhatItSaysIsNamed(Mistake mistake) {
    List<Breach> breaches =
        breaches(new OwnMomentum(mistake), trainer -> trainer, step -> {}).stream()
            .filter(breach -> breach.rule() == Breach.Rule.OFF_FORMULA)
            .toList();
    assertEquals(mistake == Mistake.NONE, breaches.isEmpty(), breaches.toString());
    int first = mistake == Mistake.DECAYS_THE_VELOCITY_LATE ? 2 : 1;
    assertTrue(
        breaches.stream().allMatch(b -> b.step() >= first && b.size() > 1e-3), breaches.toString());
    assertTrue(
        breaches.stream().map(Breach::parameter).distinct().count() == breaches.size(),
        "each parameter once: " + breaches);
    assertTrue(
        mistake == Mistake.NONE || breaches.stream().anyMatch(b -> b.step() == first),
        breaches.toString());
  }

  @Test
  void whatIsLookedAtChangesNoBit() {
    float[][] ends = new float[2][];
    for (int watched = 0; watched < 2; watched++) {
      Network network = Sequential.of(12).add(new Dense(20), new ReLU(), new Dense(4)).build(1);
      Trainer trainer = Trainer.of(network, Adam.builder().build()).batchSize(32).seed(3);
      if (watched == 1) {
        trainer.listen(new HealthListener());
      }
      trainer.fit(Toy.clouds(Shape.of(12), 4, 480, 1, 1, Rng.of(1)), null, 2);
      float[] kernel = network.parameters().get(0).value().data();
      ends[watched] = Arrays.copyOf(kernel, kernel.length);
    }
    assertTrue(Arrays.equals(ends[0], ends[1]));
  }
}
