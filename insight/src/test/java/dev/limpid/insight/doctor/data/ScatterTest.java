package dev.limpid.insight.doctor.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
