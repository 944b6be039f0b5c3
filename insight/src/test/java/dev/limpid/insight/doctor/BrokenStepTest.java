package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.health.Breach;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Sgd;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors of a layer of one's own that no exception tells. */
class BrokenStepTest {
  /** A factor for each of 24 features, with one of these errors. */
  private static final class Scaled extends Layer {
    private final Breach.Rule error;
    private Parameter factors;

    Scaled(Breach.Rule error) {
      this.error = error;
    }

    @Override
    public Shape outputShape(Shape input) {
      return input;
    }

    @Override
    public Map<String, Object> config() {
      return Map.of();
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
      if (error == Breach.Rule.FROZEN_MOVES && mode.equals(Mode.TRAIN)
          || error == Breach.Rule.INFERENCE_CHANGES && mode.equals(Mode.INFERENCE)) {
        values[0] *= 1.001f;
      }
      for (int i = 0; i < x.size(); i++) {
        y.data()[i] = x.data()[i] * values[i % factors.value().size()];
      }
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      int size = factors.value().size();
      float[] gradient = factors.gradient().data();
      Arrays.fill(gradient, 0, size, 0);
      for (int i = 0; i < dy.size(); i++) {
        gradient[i % size] += dy.data()[i] * x.data()[i];
        if (dx != null) {
          dx.data()[i] = dy.data()[i] * factors.value().data()[i % size];
        }
      }
    }
  }

  private static SmallTraining training(Breach.Rule error) {
    Layer scaled = new Scaled(error);
    scaled.trainable(error != Breach.Rule.FROZEN_MOVES);
    return new SmallTraining()
        .layers(SmallTraining.hidden(), new ReLU(), scaled, new Dense(4))
        .epochs(1);
  }

  @ParameterizedTest
  @EnumSource(Breach.Rule.class)
  void isNamedInTheFirstEpochWithItsParameterAndStep(Breach.Rule error) {
    RunRecord run = training(error).run();
    List<Breach> breaches = run.start().breaches();
    assertEquals(1, breaches.size(), breaches.toString());
    assertEquals(error, breaches.get(0).rule());
    assertTrue(breaches.get(0).parameter().endsWith(".factors"), breaches.toString());
    boolean atOnce = error == Breach.Rule.INFERENCE_CHANGES;
    assertEquals(atOnce ? 1 : 10, breaches.get(0).step());
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("broken-step", first.name(), first.toString());
    assertTrue(first.title().contains(breaches.get(0).parameter()), first.title());
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
    assertEquals(List.of(), training.epochs(1).run().start().breaches());
  }

  @Test
  void aParameterThatIsLeftOutIsNamedAndALayerThatIsMeantToBeIsNot() {
    SmallTraining training = new SmallTraining().epochs(1);
    training.firstWeights =
        network ->
            network.parameters().stream()
                .filter(parameter -> parameter.name().equals("dense_1.kernel"))
                .forEach(parameter -> parameter.learningRateMultiplier(0));
    List<Breach> breaches = training.run().start().breaches();
    assertEquals(Breach.Rule.STAYS, breaches.get(0).rule());
    assertEquals("dense_1.kernel", breaches.get(0).parameter());
    SmallTraining meant = new SmallTraining().epochs(1);
    meant.layers(SmallTraining.hidden().learningRateMultiplier(0), new ReLU(), new Dense(4));
    assertEquals(List.of(), meant.run().start().breaches());
  }
}
