package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.insight.Observation;
import dev.limpid.insight.OwnLayer;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.Clipping;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Epoch;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.TrainingListener;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetView;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What layers, listeners and data sets of a user's own break, told as what it is. */
class OwnCodeTest {
  private static final Shape VALUES = Shape.of(12);

  private Dataset validation = Toy.clouds(VALUES, 4, 512, 1, 1, Rng.of(2));
  private Optimizer optimizer = Adam.builder().learningRate(0.005).build();
  private Function<Network, TrainingListener> listener = network -> new TrainingListener() {};
  private int epochs = 4;
  private boolean trials;

  private Layer hidden;

  private List<Finding> findings(Layer... between) {
    hidden = hidden == null || hidden.isBuilt() ? SmallTraining.hidden() : hidden;
    Network network =
        Sequential.of(12)
            .add(hidden, new ReLU())
            .add(between)
            .add(new Dense(4), new Softmax())
            .build(1);
    Observation observation = trials ? new Observation() : new Observation().withoutTrials();
    Trainer.of(network, optimizer)
        .batchSize(32)
        .seed(3)
        .listen(listener.apply(network))
        .listen(observation)
        .fit(Toy.clouds(VALUES, 4, 960, 1, 1, Rng.of(1)), validation, epochs);
    return new Doctor().diagnose(observation.record());
  }

  private static boolean names(List<Finding> findings, String name) {
    return findings.stream()
        .anyMatch(f -> f.name().equals(name) && f.severity().compareTo(Severity.WARNING) <= 0);
  }

  /** Says what it computes by the mode, and passes back what it computed in training. */
  private static final class ByMode extends OwnLayer {
    interface Rule {
      float of(float[] x, int i, int size, Mode mode);
    }

    private final Rule rule;
    private final float[] factors;

    ByMode(Rule rule, float... factors) {
      this.rule = rule;
      this.factors = factors;
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      int size = x.size() / x.batchSize();
      float[] values = Arrays.copyOf(x.data(), x.size());
      for (int i = 0; i < x.size(); i++) {
        y.data()[i] = rule.of(values, i, size, mode);
      }
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      int size = dy.size() / dy.batchSize();
      for (int i = 0; i < dy.size(); i++) {
        dx.data()[i] = factors[0] * dy.data()[i];
        if (factors.length > 1) { // by the sample before
          dx.data()[i] += factors[1] * dy.data()[(i + dy.size() - size) % dy.size()];
        }
      }
    }
  }

  @Test
  void validationImagesThatAreReadDifferentlyAreToldAsThat() {
    Random random = new Random(4);
    validation =
        new DatasetView(validation) {
          @Override
          public void read(int index, float[] target, int offset) {
            super.read(index, target, offset);
            synchronized (random) {
              for (int i = offset; i < offset + 12; i++) {
                target[i] += (float) random.nextGaussian();
              }
            }
          }
        };
    Finding first = findings().get(0);
    assertEquals("Validation images are read differently each time", first.title());
    assertEquals("training-mode-in-validation", first.name());
  }

  @Test
  void weightsThatAListenerChangesAreToldAndNotTheMode() {
    Random random = new Random(8);
    listener =
        network ->
            new TrainingListener() {
              @Override
              public void onEpoch(Epoch epoch) {
                Parameter kernel = network.parameters().get(2);
                for (int i = 0; i < kernel.value().size(); i++) {
                  kernel.value().data()[i] = (float) (0.3 * random.nextGaussian());
                }
              }
            };
    List<Finding> findings = findings();
    assertEquals("broken-step", findings.get(0).name(), findings.toString());
    assertEquals("dense_2.kernel moves between the optimizer's steps", findings.get(0).title());
    assertFalse(names(findings, "training-mode-in-validation"), findings.toString());
  }

  @Test
  void aLayerThatLooksAtOtherImagesInInferenceIsNamed() {
    List<Finding> findings =
        findings(new ByMode((x, i, size, mode) -> x[i] + x[(i + size) % x.length], 1, 1));
    assertEquals("training-mode-in-validation", findings.get(0).name(), findings.toString());
    assertTrue(findings.get(0).text().contains("bymode_1 looks at them"), findings.toString());
  }

  @Test
  void aLayerThatIsRandomInInferenceIsNamed() {
    Random random = new Random(5);
    List<Finding> findings =
        findings(new ByMode((x, i, size, mode) -> x[i] + (float) random.nextGaussian(), 1));
    assertEquals("training-mode-in-validation", findings.get(0).name(), findings.toString());
    assertTrue(findings.get(0).text().contains("bymode_1 is random"), findings.toString());
  }

  /** By dropout, or by the one mode of training: the gradient is that of training. */
  @Test
  void aLayerThatIsAnotherFunctionInInferenceIsToldAsThatAndHasNoWrongGradient() {
    for (ByMode.Rule rule :
        List.<ByMode.Rule>of(
            (x, i, size, mode) -> mode.dropout() || i % 2 == 1 ? x[i] : 0,
            (x, i, size, mode) -> mode.equals(Mode.TRAIN) ? x[i] : 0.3f * x[i])) {
      List<Finding> findings = findings(new ByMode(rule, 1));
      assertEquals(
          "bymode_1 computes something else in inference than in training",
          findings.get(0).title());
      assertFalse(names(findings, "wrong-gradient"), findings.toString());
    }
  }

  @Test
  void aGradientThatIsNotThatOfTrainingIsWrong() {
    List<Finding> findings =
        findings(new ByMode((x, i, size, mode) -> mode.equals(Mode.TRAIN) ? 2 * x[i] : -x[i], -1));
    assertTrue(names(findings, "wrong-gradient"), findings.toString());
  }

  /** Noise and statistics of the batch, in training alone, are how such layers are meant. */
  @Test
  void layersThatDifferInTrainingAsTheyShouldAreNotNamed() {
    Random random = new Random(6);
    for (ByMode.Rule rule :
        List.<ByMode.Rule>of(
            (x, i, size, mode) ->
                x[i] + (mode.dropout() ? 0.1f * (float) random.nextGaussian() : 0),
            (x, i, size, mode) -> x[i])) {
      List<Finding> findings = findings(new ByMode(rule, 1));
      assertEquals("nothing-wrong", findings.get(0).name(), findings.toString());
    }
  }

  private static TrainingListener writing(Consumer<TrainingListener.Step> what) {
    return new TrainingListener() {
      @Override
      public void onStep(Step step) {
        what.accept(step);
      }
    };
  }

  @Test
  void weightsThatAListenerRoundsAreToldAndNotAdamsBiasCorrection() {
    listener =
        network ->
            writing(
                step -> {
                  for (Parameter parameter : network.parameters()) {
                    float[] values = parameter.value().data();
                    for (int i = 0; i < parameter.value().size(); i++) {
                      values[i] = Math.round(values[i] * 8) / 8f;
                    }
                  }
                });
    List<Finding> findings = findings();
    assertEquals("broken-step", findings.get(0).name(), findings.toString());
    assertTrue(
        findings.get(0).title().endsWith("is changed by something else than the optimizer"),
        findings.get(0).title());
    assertFalse(names(findings, "no-bias-correction"), findings.toString());
  }

  /** In four steps of five. */
  private static TrainingListener losesGradients(List<Parameter> parameters) {
    return new TrainingListener() {
      @Override
      public void onBackward(Step step) {
        if (step.step() % 5 != 0) {
          parameters.forEach(parameter -> parameter.gradient().fill(0));
        }
      }
    };
  }

  @Test
  void gradientsThatAreZeroInMostStepsAreNamed() {
    listener = network -> losesGradients(network.parameters());
    Finding first = findings().get(0);
    assertEquals("Most steps have no gradient for any layer", first.title());
    assertTrue(first.text().contains("80 %"), first.text());
  }

  @Test
  void aLayerWhoseGradientAGateLosesInMostStepsIsNamed() {
    listener = network -> losesGradients(network.layers().get(0).parameters());
    assertEquals("Most steps have no gradient for dense_1", findings().get(0).title());
  }

  @Test
  void layersThatHardlyMoveAreNamed() {
    hidden = SmallTraining.hidden().learningRateMultiplier(0.0005);
    Finding found =
        findings().stream().filter(f -> f.name().equals("frozen-layer")).findFirst().orElseThrow();
    assertEquals("dense_1 hardly moves", found.title());
    hidden = SmallTraining.hidden().learningRateMultiplier(0.1);
    assertFalse(findings().stream().anyMatch(f -> f.name().equals("frozen-layer")));
  }

  @Test
  void clippingThatLeavesNothingIsNamed() {
    for (Clipping clipping : List.of(Clipping.byGlobalNorm(1e-4), Clipping.byValue(1e-6))) {
      optimizer = Sgd.builder().learningRate(0.1).momentum(0.9).clipping(clipping).build();
      List<Finding> findings = findings();
      assertEquals(
          "Clipping leaves next to nothing of the gradients",
          findings.get(0).title(),
          findings.toString());
    }
    trials = true; // a higher rate does not help either, and says nothing of clipping
    optimizer = Sgd.builder().learningRate(0.1).clipping(Clipping.byGlobalNorm(1e-5)).build();
    assertEquals("Clipping leaves next to nothing of the gradients", findings().get(0).title());
    trials = false;
    optimizer =
        Sgd.builder().learningRate(0.1).momentum(0.9).clipping(Clipping.byGlobalNorm(1)).build();
    assertEquals("nothing-wrong", findings().get(0).name());
  }

  @Test
  void aRateThatIsGoneBeforeAnythingIsLearntIsNamedAndNoShorterStepsAreProposed() {
    optimizer =
        Sgd.builder().learningRate(LearningRate.exponential(1e-3, 0.5, 3)).momentum(0.5).build();
    List<Finding> findings = findings();
    assertEquals("The learning rate decays too soon", findings.get(0).title(), findings.toString());
    for (Finding finding : findings) {
      assertFalse(
          finding.changes().stream().anyMatch(change -> change.why().contains("smaller steps")),
          finding.toString());
    }
  }

  /** What is learnt in training is learnt, whatever the layer makes of it in inference. */
  @Test
  void aLayerThatIsTheOppositeInInferenceLeavesWhatTrainingHasLearnt() {
    List<Finding> findings =
        findings(
            new ByMode(
                (x, i, size, mode) ->
                    mode.equals(Mode.TRAIN) || mode.equals(Mode.TRAIN_FROZEN) ? x[i] : -3 * x[i],
                1));
    assertEquals("broken-step", findings.get(0).name(), findings.toString());
    assertFalse(names(findings, "loss-not-decreasing"), findings.toString());
    assertFalse(names(findings, "learning-rate-too-high"), findings.toString());
  }

  @Test
  void whatIsThereAlreadyIsNotProposedAgainstGradientsThatVanish() {
    listener = network -> new TrainingListener() {};
    List<Finding> findings =
        findings(new BatchNorm(), new ByMode((x, i, size, mode) -> x[i], 1e-5f));
    Finding vanishing =
        findings.stream().filter(f -> f.name().equals("vanishing-gradients")).findFirst().get();
    assertEquals(List.of(), vanishing.changes());
  }
}
