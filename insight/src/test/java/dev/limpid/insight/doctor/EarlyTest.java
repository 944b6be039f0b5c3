package dev.limpid.insight.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.doctor.finding.Change;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.doctor.finding.Setting;
import dev.limpid.insight.doctor.finding.Severity;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.layers.Dense;
import dev.limpid.layers.ReLU;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is not said: after a few steps, of units that come back, or that is so already. */
class EarlyTest {
  private static List<Finding> alarms(SmallTraining training) {
    return new Doctor()
        .diagnose(training.run()).stream()
            .filter(finding -> finding.severity().compareTo(Severity.WARNING) <= 0)
            .toList();
  }

  @Test
  void afterASingleStepNothingIsConcludedFromSymptoms() {
    for (int images : new int[] {32, 64, 256}) {
      SmallTraining training = new SmallTraining().images(images).batchSize(images).epochs(1);
      assertEquals(List.of(), alarms(training), images + " images");
    }
  }

  @Test
  void aFaultThatIsMeasuredItselfIsNamedAfterASingleStep() {
    SmallTraining training =
        new SmallTraining()
            .layers(
                SmallTraining.hidden(),
                new ReLU(),
                new WrongLayer(SmallTraining.hidden(), -1, 1, 1),
                new ReLU(),
                new Dense(4))
            .images(64)
            .batchSize(64)
            .epochs(1);
    assertEquals("wrong-gradient", alarms(training).get(0).name());
  }

  @Test
  void unitsThatAreDeadInTheFirstEpochsMayComeBack() {
    RunRecord run = mostlyDead().epochs(3).run();
    assertTrue(
        run.health().get(2).layers().stream().anyMatch(layer -> layer.deadShare() > 0.5),
        "a case of dead units");
    assertFalse(new Doctor().diagnose(run).stream().anyMatch(f -> f.name().equals("dead-units")));
    RunRecord longer = mostlyDead().epochs(5).run();
    assertTrue(new Doctor().diagnose(longer).stream().anyMatch(f -> f.name().equals("dead-units")));
  }

  @Test
  void deadUnitsOfATrainingThatHasLearntAreANoteBehindWhatExplainsTheGap() {
    List<Finding> findings = new Doctor().diagnose(mostlyDead().epochs(15).run());
    Finding dead = findings.stream().filter(f -> f.name().equals("dead-units")).findFirst().get();
    assertEquals(Severity.NOTE, dead.severity());
    assertEquals(List.of(), dead.changes());
    assertEquals(List.of(), dead.alternatives());
    for (Finding later : findings.subList(findings.indexOf(dead), findings.size())) {
      assertFalse(later.explained() > 0, later.toString());
    }
  }

  private static SmallTraining mostlyDead() {
    return new SmallTraining().firstWeights("dense_1.bias", (w, i) -> i % 4 == 0 ? 0 : -50);
  }

  @Test
  void whatIsSoAlreadyIsNotProposed() {
    RunRecord run = new SmallTraining().epochs(2).run();
    PresentSettings present = new PresentSettings(run);
    assertTrue(present.has(new Change(Setting.BATCH_SIZE, 32, "")));
    assertFalse(present.has(new Change(Setting.BATCH_SIZE, 64, "")));
    assertTrue(present.has(new Change(Setting.EPOCHS, 2, "")));
    assertTrue(present.has(new Change(Setting.SHUFFLE, null, "")));
    assertFalse(present.has(new Change(Setting.AUGMENT, null, "")));
    assertFalse(present.has(Change.inCode("Dataset.label", "")));
    Finding finding =
        Finding.of("too-slow", Severity.NOTE, "", "")
            .withChange(Setting.BATCH_SIZE, 32, "")
            .withChange(Setting.BATCH_SIZE, 8, "")
            .withAlternative(Setting.EPOCHS, 2, "");
    assertEquals(
        List.of(new Change(Setting.BATCH_SIZE, 8, "")), present.without(finding).changes());
    assertEquals(List.of(), present.without(finding).alternatives());
    Doctor doctor = new Doctor(List.of(any -> Optional.of(finding)));
    assertEquals(
        1,
        doctor.diagnose(run).stream()
            .filter(f -> f.name().equals("too-slow"))
            .findFirst()
            .orElseThrow()
            .changes()
            .size());
  }
}
