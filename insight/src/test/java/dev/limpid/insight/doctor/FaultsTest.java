package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Tensor;
import dev.limpid.insight.OwnLayer;
import dev.limpid.insight.doctor.finding.Cause;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.doctor.progress.Progress;
import dev.limpid.insight.doctor.progress.Steps;
import dev.limpid.insight.gap.LayerDrift;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.health.SlopeCheck;
import dev.limpid.insight.health.StepProbe;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.ELU;
import dev.limpid.layers.GELU;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.Mode;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.LearningRate;
import dev.limpid.optim.Sgd;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of optimisation and network, planted into a small training; each is named first. */
class FaultsTest {
  static Stream<Arguments> faults() {
    return Stream.of(
        fault("learning-rate-too-high", "Adam, mild", small().optimizer(adam(0.5))),
        fault("learning-rate-too-high", "Adam, severe", small().optimizer(adam(5))),
        fault("learning-rate-too-high", "SGD diverges", small().optimizer(sgd(50, 0))),
        fault("learning-rate-too-high", "less and less", small().optimizer(cosine(2, 0.9))),
        fault("learning-rate-too-low", "mild", small().optimizer(adam(5e-5))),
        fault("learning-rate-too-low", "severe", small().optimizer(adam(1e-6))),
        fault("learning-rate-too-low", "nothing moves", small().optimizer(adam(1e-12))),
        fault("learning-rate-too-low", "less and less", small().optimizer(cosine(1e-4))),
        fault("momentum-too-high", "mild", small().optimizer(sgd(0.05, 0.99))),
        fault("momentum-too-high", "severe", small().optimizer(sgd(0.05, 0.998))),
        fault("momentum-too-high", "thrown about", small().optimizer(sgd(1, 0.998))),
        fault("momentum-too-high", "less and less", small().optimizer(cosine(0.3, 0.995))),
        fault("weight-decay-too-strong", "mild", small().optimizer(decayed(15))),
        fault("weight-decay-too-strong", "severe", small().optimizer(decayed(60))),
        fault("epsilon-too-large", "mild", small().optimizer(epsilon(0.1))),
        fault("epsilon-too-large", "severe", small().optimizer(epsilon(10))),
        fault("no-bias-correction", "mild", small().optimizer(uncorrected(0.999))),
        fault("no-bias-correction", "severe", small().optimizer(uncorrected(0.99999))),
        fault("stopped-early", "", small().optimizer(sgd(0.1, 0)).epochs(2)),
        fault("stopped-early", "hardly begun", small().batchSize(128).epochs(2)),
        fault("gradient-noise", "", small().spread(4).batchSize(1).epochs(2)),
        fault("vanishing-gradients", "mild", small().layers(sigmoids(5))),
        fault("vanishing-gradients", "severe", small().layers(sigmoids(9))),
        fault("poor-initialisation", "too large", deep().scale("dense_[1-5].kernel", 3)),
        fault("poor-initialisation", "too small", deep().scale("dense_[1-5].kernel", 0.05)),
        fault(
            "poor-initialisation", "alike", small().firstWeights("dense_1.kernel", (w, i) -> 0.1f)),
        fault("dead-units", "", small().firstWeights("dense_1.bias", (w, i) -> -50)),
        fault("dead-units", "LeakyReLU", dead(new LeakyReLU(0.01))),
        fault("dead-units", "ELU", dead(new ELU())),
        fault("dead-units", "GELU", dead(new GELU())),
        fault("dead-units", "SiLU", dead(new SiLU())),
        fault("dead-units", "Tanh", dead(new Tanh())),
        fault("saturated-outputs", "mild", small().scale("dense_2.kernel", 30).epochs(3)),
        fault("saturated-outputs", "severe", small().scale("dense_2.kernel", 1000)),
        fault("softmax-twice", "", small().layers(layers(new OwnSoftmax(), new Softmax()))),
        fault("wrong-gradient", "sign", wrong(-1, 1, 1)),
        fault("wrong-gradient", "half", wrong(0.5, 1, 1)),
        fault("wrong-gradient", "no bias", wrong(1, 0, 1)),
        fault("wrong-gradient", "input", wrongLast(1, 1, -1)),
        fault("wrong-gradient", "a term of an activation", small().layers(swish(0.8))),
        fault("frozen-layer", "first", wrong(0, 0, 1)),
        fault("frozen-layer", "last", wrongLast(0, 0, 1)),
        fault(
            "underfitting", "", small().layers(new Dense(1), new ReLU(), new Dense(4)).epochs(20)),
        fault("statistics-never-updated", "", small().layers(batchNorm(1))),
        fault("batchnorm-lag", "", small().layers(batchNorm(0.999))),
        fault("last-batch-too-small", "", small().images(962).layers(batchNorm(0.3))),
        fault("dropout-before-batchnorm", "", droppedBefore(0.7)),
        fault("dropout", "nothing is learnt", dropped(0.85)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("faults")
  void isNamedFirst(String expected, String variant, SmallTraining training) {
    RunRecord run = training.run();
    Map<String, Cause> causes = Doctor.standardCauses();
    for (Map.Entry<String, Cause> cause : causes.entrySet()) {
      cause
          .getValue()
          .examine(run)
          .ifPresent(
              finding -> {
                assertEquals(cause.getKey(), finding.name());
                assertTrue(causes.keySet().containsAll(finding.consequences()), finding.name());
              });
    }
    List<Finding> findings = new Doctor().diagnose(run);
    assertEquals(expected, findings.get(0).name(), () -> summary(findings));
    assertTrue(findings.get(0).severity().compareTo(Severity.NOTE) < 0, () -> summary(findings));
  }

  static Stream<Arguments> healthy() {
    return Stream.of(
        fault("", "Adam", small()),
        fault("", "Adam, half the learning rate", small().optimizer(adam(0.0025))),
        fault("", "weight decay", small().optimizer(decayed(0.1))),
        fault("", "SGD", small().optimizer(sgd(0.2, 0))),
        fault("", "momentum", small().optimizer(sgd(0.05, 0.9))),
        fault("", "deep", deep()),
        fault("", "BatchNorm", small().layers(batchNorm(0.9))),
        fault("", "dropout", small().layers(layers(new Softmax()))),
        fault("", "small batches", small().batchSize(8)),
        fault("", "layers frozen", small().layers(partlyFrozen()).optimizer(adam(0.02))),
        fault("", "a layer of one's own", wrong(1, 1, 1)),
        fault("", "an activation of one's own", small().layers(swish(1))));
  }

  private static Layer[] partlyFrozen() {
    return new Layer[] {
      SmallTraining.hidden().trainable(false),
      new BatchNorm().trainable(false),
      new ReLU(),
      SmallTraining.hidden().learningRateMultiplier(0.5),
      new BatchNorm().momentum(0.9),
      new ReLU(),
      new Dense(4)
    };
  }

  private static SmallTraining dead(Layer activation) {
    return small()
        .layers(SmallTraining.hidden(), activation, new Dense(4))
        .firstWeights("dense_1.bias", (w, i) -> -50)
        .epochs(5);
  }

  private static Layer[] swish(double share) {
    return new Layer[] {SmallTraining.hidden(), new HalfSwish(share), new Dense(4)};
  }

  /** {@code x / (1 + exp(-x))}, of whose slope a share of one term is left. */
  private static final class HalfSwish extends OwnLayer {
    private final double share;

    HalfSwish(double share) {
      this.share = share;
    }

    @Override
    protected void onForward(Tensor x, Tensor y, Mode mode) {
      for (int i = 0; i < x.size(); i++) {
        y.data()[i] = (float) (x.data()[i] / (1 + Math.exp(-x.data()[i])));
      }
    }

    @Override
    protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
      for (int i = 0; dx != null && i < x.size(); i++) {
        double gate = 1 / (1 + Math.exp(-x.data()[i]));
        double slope = gate + share * x.data()[i] * gate * (1 - gate);
        dx.data()[i] = (float) (dy.data()[i] * slope);
      }
    }
  }

  @Test
  void aMistakeInALayerIsToldWithItsPlace() {
    Finding finding = new Doctor().diagnose(small().layers(swish(0.8)).run()).get(0);
    assertTrue(finding.title().endsWith("by its input is wrong"), finding.title());
    assertTrue(finding.text().contains("farthest off at [0, "), finding.text());
  }

  @Test
  void frozenLayersAreNeitherMeasuredNorBlamed() {
    RunRecord run = small().layers(partlyFrozen()).run();
    List<String> drifts = run.gaps().get(0).drift().stream().map(LayerDrift::layer).toList();
    assertEquals(List.of("batchnorm_2"), drifts);
    assertEquals(false, run.layers().get(0).config().get("trainable"));
    assertEquals(0.5, run.layers().get(3).config().get("learningRateMultiplier"));
    List<Finding> findings = new Doctor().diagnose(run);
    for (String cause :
        List.of("frozen-layer", "statistics-never-updated", "poor-initialisation")) {
      assertTrue(findings.stream().noneMatch(f -> f.name().equals(cause)), cause);
    }
    Layer[] all = partlyFrozen();
    all[4].trainable(false);
    RunRecord frozen = small().layers(all).run();
    assertTrue(frozen.gaps().get(0).loss().of(Term.LAG).isEmpty());
    assertTrue(frozen.gaps().get(0).loss().of(Term.BATCH_DEPENDENCE).isEmpty());
    assertTrue(frozen.gaps().get(0).drift().isEmpty());
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("healthy")
  void nothingIsAnAlarm(String nothing, String variant, SmallTraining training) {
    List<Finding> findings = new Doctor().diagnose(training.run());
    assertTrue(
        findings.stream().allMatch(f -> f.severity().compareTo(Severity.NOTE) >= 0),
        () -> summary(findings));
  }

  /** Clouds that overlap: no network tells them apart, and this one has 400 weights. */
  @Test
  void aNetworkThatHasRoomForMoreIsNotCalledTooSmall() {
    RunRecord run = small().spread(4).images(300).optimizer(adam(0.001)).epochs(12).run();
    assertTrue(Progress.of(run).remaining() > 0.3, () -> "not a case: " + Progress.of(run).last());
    List<Finding> findings = new Doctor().diagnose(run);
    assertTrue(
        findings.stream().noneMatch(f -> f.title().contains("too small for its images")),
        () -> summary(findings));
  }

  /** Of a layer's own outputs it is sure. */
  @Test
  void aLayerWithoutGradientIsFrozenHoweverLittleTheLossDependsOnItYet() {
    RunRecord run = wrong(0, 0, 1).run();
    List<SlopeCheck> unsure =
        run.start().gradients().stream()
            .map(c -> c.at() == null ? withError(c, Math.min(c.error(), 0.05)) : c)
            .toList();
    RunRecord other = RunCopy.of(run).start(SampleRuns.withGradients(run.start(), unsure)).record();
    List<Finding> findings = new Doctor().diagnose(other);
    assertEquals("frozen-layer", findings.get(0).name(), () -> summary(findings));
  }

  private static SlopeCheck withError(SlopeCheck c, double error) {
    return new SlopeCheck(
        c.layer(), c.parameter(), c.gradientNorm(), c.slope(), c.numeric(), error, c.at());
  }

  /** Little turns an update there, so that it goes on as with much momentum. */
  @Test
  void batchesThatTheNetworkKnowsDoNotSpeakOfMomentum() {
    RunRecord run = small().batchSize(1).optimizer(adam(0.05)).run();
    Steps steps = Steps.of(run);
    assertTrue(steps.median(StepProbe::persistence) > 0.97, () -> "not a case: " + steps);
    assertTrue(steps.median(StepProbe::descent) < 0.3, () -> "not a case: " + steps);
    assertTrue(
        Progress.of(run).remaining() > 0.05, () -> "not a case: " + Progress.of(run).remaining());
    List<Finding> findings = new Doctor().diagnose(run);
    assertTrue(
        findings.stream().noneMatch(f -> f.name().equals("momentum-too-high")),
        () -> summary(findings));
  }

  private static String summary(List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    findings.forEach(
        f ->
            text.append(f.severity())
                .append(' ')
                .append(f.name())
                .append(f.evidence())
                .append('\n'));
    return text.toString();
  }

  /** Down to nothing at the end of eight epochs. */
  private static Adam cosine(double rate) {
    return Adam.builder().learningRate(LearningRate.cosine(rate, 0, 240)).build();
  }

  private static Sgd cosine(double rate, double momentum) {
    return Sgd.builder().learningRate(LearningRate.cosine(rate, 0, 240)).momentum(momentum).build();
  }

  private static Arguments fault(String expected, String variant, SmallTraining training) {
    return Arguments.of(expected, variant, training);
  }

  private static SmallTraining small() {
    return new SmallTraining();
  }

  /** Of 24 units in each of five layers three or four are left at a time. */
  private static SmallTraining dropped(double rate) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      layers.addAll(List.of(SmallTraining.hidden(), new ReLU(), new Dropout(rate)));
    }
    layers.add(new Dense(4));
    return small().layers(layers.toArray(new Layer[0])).optimizer(adam(0.002));
  }

  private static SmallTraining deep() {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      layers.addAll(List.of(SmallTraining.hidden(), new ReLU()));
    }
    layers.add(new Dense(4));
    return small().layers(layers.toArray(new Layer[0])).optimizer(adam(0.002));
  }

  private static Layer[] sigmoids(int count) {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.addAll(List.of(new Dense(24), new Sigmoid()));
    }
    layers.add(new Dense(4));
    return layers.toArray(new Layer[0]);
  }

  private static Layer[] layers(Layer... more) {
    List<Layer> layers =
        new ArrayList<>(
            List.of(SmallTraining.hidden(), new ReLU(), new Dropout(0.1), new Dense(4)));
    layers.addAll(List.of(more));
    return layers.toArray(new Layer[0]);
  }

  private static Layer[] batchNorm(double momentum) {
    return new Layer[] {
      SmallTraining.hidden(), new ReLU(), new BatchNorm().momentum(momentum), new Dense(4)
    };
  }

  private static SmallTraining droppedBefore(double rate) {
    return small()
        .layers(
            SmallTraining.hidden(),
            new ReLU(),
            new Dropout(rate),
            new Dense(24),
            new ReLU(),
            new BatchNorm().momentum(0.9),
            new Dense(4));
  }

  private static SmallTraining wrong(double kernel, double bias, double input) {
    return small()
        .layers(
            SmallTraining.hidden(),
            new ReLU(),
            new WrongLayer(SmallTraining.hidden(), kernel, bias, input),
            new ReLU(),
            new Dense(4));
  }

  private static SmallTraining wrongLast(double kernel, double bias, double input) {
    return small()
        .layers(
            SmallTraining.hidden(), new ReLU(), new WrongLayer(new Dense(4), kernel, bias, input));
  }

  private static Adam adam(double rate) {
    return Adam.builder().learningRate(rate).build();
  }

  private static AdamW decayed(double decay) {
    return AdamW.builder().learningRate(0.005).weightDecay(decay).build();
  }

  private static Adam epsilon(double epsilon) {
    return Adam.builder().learningRate(0.005).epsilon(epsilon).build();
  }

  private static Adam uncorrected(double beta2) {
    return Adam.builder().learningRate(0.005).beta2(beta2).biasCorrection(false).build();
  }

  private static Sgd sgd(double rate, double momentum) {
    return Sgd.builder().learningRate(rate).momentum(momentum).build();
  }
}
