package dev.limpid.bench.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
  @TempDir Path folder;

  @Test
  void thereAreThirtyFaultsAndTwelveHealthyTrainings() {
    assertTrue(Faults.all().size() >= 30, "" + Faults.all().size());
    assertTrue(Healthy.all().size() >= 12, "" + Healthy.all().size());
    assertEquals(Faults.all().size(), Faults.all().stream().map(Fault::name).distinct().count());
    assertEquals(
        Healthy.all().size(), Healthy.all().stream().map(Configuration::name).distinct().count());
  }

  @Test
  void eachHealthyNetworkHasOneOutputForEachClass() {
    for (Configuration healthy : Healthy.all()) {
      List<Layer> layers = healthy.layers().get();
      Dense last = (Dense) layers.get(layers.size() - 2);
      int classes = healthy.images().generate(1, 8).classNames().size();
      assertEquals(classes, ((Number) last.config().get("units")).intValue(), healthy.name());
    }
  }

  @Test
  void eachFaultFitsAHealthyTrainingOfEachHalf() {
    for (Fault fault : Faults.all()) {
      for (Half half : Half.values()) {
        assertEquals(half, Trials.configurationFor(fault, FaultSeverity.MILD, half).half());
      }
    }
  }

  @Test
  void theHalvesShareNeitherSeedsNorImagesNorNetworks() {
    Set<Object> development = new HashSet<>();
    Healthy.of(Half.DEV).forEach(c -> development.add(c.images()));
    Healthy.of(Half.TEST).forEach(c -> assertTrue(development.add(c.images()), c.name()));
    assertNotEquals(Half.DEV.seed(1), Half.TEST.seed(1));
  }

  @Test
  void aFaultRunsAndIsKeptAndReadAgain() {
    Trial trial = small("learning rate too high", FaultSeverity.SEVERE);
    StringWriter said = new StringWriter();
    Bench bench = new Bench(folder, 2, new PrintWriter(said));
    Map<Trial, TrialOutcome> run = bench.run(List.of(trial, trial.twin()), false);
    Map<Trial, TrialOutcome> read = bench.read(List.of(trial, trial.twin()));
    assertEquals(run.keySet(), read.keySet());
    assertEquals(run.keySet(), bench.run(List.of(trial, trial.twin()), true).keySet());
    for (Trial each : run.keySet()) {
      assertEquals(losses(run.get(each).record()), losses(read.get(each).record()));
      assertEquals(run.get(each).heldOutLoss(), read.get(each).heldOutLoss());
    }
    assertTrue(
        Harm.LOSS.of(run.get(trial)) > 2 * Harm.LOSS.of(run.get(trial.twin())),
        () -> run.get(trial).heldOutLoss() + " " + run.get(trial.twin()).heldOutLoss());
    assertTrue(said.toString().contains("2 of 2 trainings"), said.toString());
  }

  @Test
  void trainingsBesideEachOtherHaveTheBitsOfTrainingsAlone() {
    Trial trial = small("stopped early", FaultSeverity.MILD);
    TrialOutcome alone = trial.run();
    Bench bench = new Bench(folder, 2, new PrintWriter(new StringWriter()));
    TrialOutcome beside = bench.run(List.of(trial.twin(), trial), true).get(trial);
    assertEquals(losses(alone.record()), losses(beside.record()));
  }

  @Test
  void aTermThatNobodyWouldSeeDoesNoHarm() {
    // The mean over an epoch lies far above the loss at its end while that falls fast
    TrialOutcome learning = small("stopped early", FaultSeverity.MILD).run();
    assertTrue(Harm.AVERAGING.isVisible(learning), "" + Harm.AVERAGING.of(learning));
    TrialOutcome standing = small("weights hardly change", FaultSeverity.SEVERE).run();
    assertFalse(Harm.AVERAGING.isVisible(standing), "" + Harm.AVERAGING.of(standing));
    assertTrue(Harm.LOSS.isVisible(standing));
  }

  private static List<Double> losses(RunRecord run) {
    return run.epochs().stream()
        .flatMap(epoch -> Stream.of(epoch.loss(), epoch.validationLoss()))
        .toList();
  }

  /** In the smallest healthy training. */
  private static Trial small(String fault, FaultSeverity severity) {
    Configuration configuration =
        Healthy.all().stream().filter(c -> c.name().equals("patterns, MLP, SGD")).findAny().get();
    Fault planted =
        Faults.all().stream().filter(f -> f.name().equals(fault)).findAny().orElseThrow();
    return new Trial(configuration, planted, severity, 1);
  }
}
