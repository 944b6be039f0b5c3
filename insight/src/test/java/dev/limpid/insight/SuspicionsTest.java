package dev.limpid.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.trial.Trial;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Initializer;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.optim.Adam;
import dev.limpid.optim.AdamW;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Sgd;
import dev.limpid.train.Toy;
import dev.limpid.train.Trainer;
import dev.limpid.train.data.Augmentation;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Settings that are wrong are tried otherwise in the midst of a training, and named with it. */
class SuspicionsTest {
  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of("learning-rate-too-low", Adam.builder().learningRate(5e-5).build()),
        Arguments.of("learning-rate-too-low", Sgd.builder().learningRate(1e-4).build()),
        Arguments.of(
            "weight-decay-too-strong",
            AdamW.builder().learningRate(0.005).weightDecay(60).build()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void isNamedWithTheFiguresOfATrial(String name, Optimizer optimizer) {
    RunRecord run = train(new Observation().trialShare(10), optimizer);
    assertTrue(!run.trials().isEmpty(), "nothing was tried");
    List<Finding> findings = new Doctor().diagnose(run);
    Finding first =
        findings.stream()
            .filter(finding -> finding.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new AssertionError(findings + " of " + run.trials()));
    assertTrue(first.severity().compareTo(Severity.NOTE) < 0);
    assertTrue(
        first.evidence().stream().anyMatch(e -> e.name().startsWith("tried:")),
        () -> first.evidence() + " of " + run.trials());
  }

  /** What it spoils no term of the gap shows. */
  @Test
  void augmentationIsAlwaysTriedWithout() {
    Augmentation some =
        (values, offset, shape, rng) -> values[offset] += (float) (0.1 * rng.nextGaussian());
    RunRecord run =
        train(
            new Observation().trialShare(10),
            Adam.builder().learningRate(0.005).build(),
            trainer -> trainer.augment(some));
    assertTrue(
        run.trials().stream().anyMatch(outcome -> outcome.trial() == Trial.NO_AUGMENTATION),
        () -> "" + run.trials());
    assertTrue(
        new Doctor()
            .diagnose(run).stream().allMatch(f -> f.severity().compareTo(Severity.NOTE) >= 0));
  }

  /** A penalty of the loss holds weights down as a decay of the optimizer does. */
  @Test
  void aPenaltyOnWeightsIsTriedWithout() {
    RunRecord run =
        train(
            new Observation().trialShare(10),
            Adam.builder().learningRate(0.005).build(),
            trainer -> trainer.penalty(0, 0.3));
    Finding first = new Doctor().diagnose(run).get(0);
    assertEquals("weight-decay-too-strong", first.name(), () -> first + " of " + run.trials());
    assertEquals("Trainer.penalty: 0, 0", first.changes().get(0).option());
  }

  /** It keeps the network from learning anything, which looks like steps that are too long. */
  @Test
  void aPenaltyThatLeavesNoWeightsIsNamedThoughNothingWasTried() {
    RunRecord run =
        train(
            new Observation().withoutTrials(),
            Adam.builder().learningRate(0.005).build(),
            trainer -> trainer.penalty(0.2, 0));
    List<Finding> findings = new Doctor().diagnose(run);
    assertEquals("weight-decay-too-strong", findings.get(0).name(), findings::toString);
    assertEquals(Severity.PROBLEM, findings.get(0).severity());
    assertEquals("Trainer.penalty: 0, 0", findings.get(0).changes().get(0).option());
  }

  /** Images as they are, which it has never seen, lose more than guessing does. */
  @Test
  void augmentationOfEachImageIsNamedAndNotTheStepsOrTheLabels() {
    Augmentation negative =
        (values, offset, shape, rng) -> {
          for (int i = offset; i < offset + shape.size(); i++) {
            values[i] = -values[i];
          }
        };
    RunRecord run =
        train(
            new Observation().withoutTrials(),
            Adam.builder().learningRate(0.005).build(),
            trainer -> trainer.augment(negative));
    List<Finding> findings = new Doctor().diagnose(run);
    Finding first = findings.get(0);
    assertEquals("augmentation", first.name(), findings::toString);
    assertEquals(Severity.PROBLEM, first.severity());
    assertEquals("Trainer.augment", first.changes().get(0).option());
    assertEquals(
        List.of(),
        findings.stream()
            .skip(1)
            .filter(finding -> finding.severity().compareTo(Severity.NOTE) < 0)
            .toList());
  }

  @Test
  void whereNothingIsSuspectedNothingIsTried() {
    Optimizer usual = Adam.builder().learningRate(0.005).build();
    assertEquals(List.of(), train(new Observation().trialShare(10), usual).trials());
  }

  @Test
  void trialsCanBeLeftOut() {
    Optimizer slow = Adam.builder().learningRate(5e-5).build();
    assertNull(train(new Observation().withoutTrials(), slow).trials());
  }

  private static RunRecord train(Observation observation, Optimizer optimizer) {
    return train(observation, optimizer, trainer -> trainer);
  }

  private static RunRecord train(
      Observation observation, Optimizer optimizer, UnaryOperator<Trainer> set) {
    Shape shape = Shape.of(12);
    Layer[] layers = {new Dense(24).initializer(Initializer.HE_NORMAL), new ReLU(), new Dense(4)};
    Network network = Sequential.of(12).add(layers).build(1);
    set.apply(Trainer.of(network, optimizer).batchSize(32).seed(3).listen(observation))
        .fit(
            Toy.clouds(shape, 4, 960, 1, 1, Rng.of(1)),
            Toy.clouds(shape, 4, 512, 1, 1, Rng.of(2)),
            8);
    return observation.record();
  }
}
