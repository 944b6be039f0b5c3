package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.doctor.Altered;
import dev.limpid.insight.doctor.Blobs;
import dev.limpid.insight.doctor.Doctor;
import dev.limpid.insight.doctor.Examined;
import dev.limpid.insight.doctor.finding.Finding;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Labels that were filled in with one class, and classes that are frequent without that. */
class OverwrittenTest {
  private static List<Finding> findings(RunRecord run) {
    return new Doctor().diagnose(run);
  }

  private static RunRecord run(long seed, int classes, double share, boolean bothSides) {
    Split wrong = NoiseMatrixTest.split(seed, label -> label < classes ? 3 : label, share);
    Split clean = NoiseMatrixTest.split(seed, label -> label, 0);
    return Examined.convolutional(
        bothSides ? wrong : new Split(wrong.training(), clean.validation()), 7);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void labelsThatWereFilledInWithOneClassAreNamedBeforeTheShiftThatTheyBring(long seed) {
    for (boolean bothSides : new boolean[] {false, true}) {
      RunRecord run = run(seed, 10, 0.35, bothSides);
      Optional<Overwritten> found = Overwritten.of(run);
      String what = "seed " + seed + ", both sides " + bothSides + ": " + found;
      assertEquals(3, found.orElseThrow(() -> new AssertionError(what)).label(), what);
      assertEquals(0.35, found.get().share(), 0.08, what);
      Finding first = findings(run).get(0);
      assertEquals("noisy-labels", first.name(), what);
      assertTrue(first.text().contains("is labelled class 3, and next to nothing"), first.text());
      assertFalse(Examined.alarms(run).contains("label-shift"), what);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aPartOfTheClassesIsEnough(long seed) {
    RunRecord run = run(seed, 7, 0.35, false);
    assertTrue(Overwritten.of(run).isPresent(), "seed " + seed);
    assertEquals("noisy-labels", findings(run).get(0).name(), "seed " + seed);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aClassThatIsFrequentIsNone(long seed) {
    Dataset all = Blobs.generate(seed, 4000);
    for (int others : new int[] {160, 40}) {
      Dataset frequent = Altered.some(all, c -> c == 3 ? 400 : others);
      Split split = Split.shuffled(frequent, 0.2, Rng.of(seed));
      RunRecord run = Examined.convolutional(split, 7);
      assertEquals(Optional.empty(), Overwritten.of(run), "seed " + seed);
      assertFalse(Examined.alarms(run).contains("noisy-labels"), "seed " + seed);
    }
  }
}
