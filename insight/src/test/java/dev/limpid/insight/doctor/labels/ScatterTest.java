package dev.limpid.insight.doctor.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.Confidence;
import dev.limpid.insight.check.EpochChecks;
import dev.limpid.insight.gap.EpochGap;
import dev.limpid.insight.gap.Term;
import dev.limpid.insight.run.RunCopy;
import dev.limpid.insight.run.RunRecord;
import dev.limpid.insight.run.SampleRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts of trainings on photographs of clothes, in ten classes, and of planted faults. */
class ScatterTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "two labels in ten are made up, 640, 224, 71, 195, 51, 27, true",
    "four labels in ten are made up, 640, 346, 168, 195, 84, 48, true",
    "labels are right, 768, 146, 1, 234, 0, 0, false",
    "some images are black, 768, 300, 98, 234, 5, 0, false",
    "steps are too short to learn much, 384, 242, 64, 117, 58, 8, false",
    "the first weights are far too large, 1024, 614, 191, 312, 168, 55, false",
    "gradients are wrong, 512, 323, 124, 156, 78, 31, false",
    "softmax is applied twice, 512, 292, 196, 156, 37, 31, false",
    "nothing was counted, 0, 0, 0, 0, 0, 0, false"
  })
  void labelsAreMadeUpWhereTheyLieAnywhereInTheRanking(
      String what,
      int images,
      int wrong,
      int unrelated,
      int surest,
      int wrongOfSurest,
      int unrelatedOfSurest,
      boolean madeUp) {
    Scatter scatter =
        new Scatter(
            new Tally(images, wrong, unrelated),
            new Tally(surest, wrongOfSurest, unrelatedOfSurest));
    assertEquals(madeUp, scatter.ofMadeUpLabels(0.03, 3.09), scatter::toString);
  }

  /** Of 100 images, evenly in ten tenths. */
  private static EpochChecks epoch(int number, double confidence, int wrongOfTen, int unrelated) {
    int[] sizes = filled(10);
    double[] sure = new double[10];
    Arrays.fill(sure, confidence);
    Agreement answers = new Agreement(100 - 10 * wrongOfTen, 100, 0.1);
    Confidence side =
        new Confidence(answers, 1, sizes, filled(wrongOfTen), filled(unrelated), sure);
    return new EpochChecks(number, 1, 1, 1, List.of(), null, side, side, List.of(), List.of());
  }

  private static int[] filled(int value) {
    int[] values = new int[10];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void aNetworkThatIsUnsureOrFarFromItsBestTellsNothingOfLabels() {
    assertEquals(0, Scatter.of(List.of(epoch(1, 0.35, 4, 3)), 1000).all().images());
    assertEquals(100, Scatter.of(List.of(epoch(1, 0.9, 4, 3)), 1000).all().images());
    List<EpochChecks> learning = List.of(epoch(1, 0.9, 5, 3), epoch(2, 0.9, 2, 0));
    assertEquals(new Tally(100, 20, 0), Scatter.of(learning, 1000).all());
  }

  /** Of 100 images 1.6 times 20, and two more; without validation nobody knows. */
  @Test
  void anEpochIsAsGoodAsTheBestUpToTwoImagesMoreThanSoManyTimes() {
    EpochChecks best = epoch(1, 0.9, 2, 0);
    EpochChecks good = epoch(2, 0.9, 3, 0);
    EpochChecks bad = epoch(3, 0.9, 4, 0);
    assertEquals(List.of(best, good), Scatter.asGoodAsTheBest(List.of(best, good, bad)));
    assertEquals(List.of(good, bad), Scatter.asGoodAsTheBest(List.of(good, bad)));
    assertEquals(List.of(), Scatter.asGoodAsTheBest(List.of()));
  }

  private static double lag(EpochGap gap) {
    return gap.loss().of(Term.LAG).orElseThrow().value() / gap.loss().validation();
  }

  /** What it takes for another class while it learns, it may tell apart when it has learnt. */
  @Test
  void whatANetworkIsWrongAboutBeforeItsBestSpeaksOfNoLabels() {
    for (int later : new int[] {3, 0}) {
      List<EpochChecks> checks = new ArrayList<>();
      for (int number = 1; number <= 4; number++) {
        checks.add(epoch(number, 0.9, number < 4 ? 3 : later, number < 4 ? 2 : later * 2 / 3));
      }
      RunRecord run =
          RunCopy.of(SampleRuns.typical(4))
              .gaps(List.of())
              .validation(null)
              .epochChecks(checks)
              .record();
      assertEquals(later > 0, new NoisyLabels().examine(run).isPresent(), later + " of 10 wrong");
      RunRecord lagging = RunCopy.of(run).gaps(SampleRuns.typical(4).gaps()).record();
      assertTrue(lagging.gaps().stream().allMatch(gap -> lag(gap) > 0.3), "a run that lags");
      assertEquals(Optional.empty(), new NoisyLabels().examine(lagging), "averages are wrong");
    }
  }
}
