package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.LabelChecks;
import dev.limpid.train.Toy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelMeterTest {
  @Test
  void namesAreGivenToTheMostFrequentPairsFirst() {
    for (int seed = 0; seed < 200; seed++) {
      Rng rng = Rng.of(seed);
      int classes = 1 + rng.nextInt(7);
      int[] answers = some(rng, 60, classes);
      int[] labels = some(rng, 60, classes);
      int half = rng.nextInt(2);
      assertArrayEquals(
          byTable(answers, labels, classes, half),
          LabelMeter.names(answers, labels, classes, half),
          "seed " + seed);
    }
  }

  @Test
  void pairsOfManyClassesNeedNoTable() {
    int classes = 50_000;
    int[] names = LabelMeter.names(new int[] {49_999, 0}, new int[] {49_998, 0}, classes, 0);
    assertEquals(49_998, names[49_999]);
    assertEquals(0, names[0]);
    assertEquals(classes, Arrays.stream(names).distinct().count());
  }

  private static int[] some(Rng rng, int count, int classes) {
    int[] some = new int[count];
    Arrays.setAll(some, i -> rng.nextInt(classes));
    return some;
  }

  /** The same by a table of all pairs, from which the largest count is taken again and again. */
  private static int[] byTable(int[] answers, int[] labels, int classes, int half) {
    int[][] counts = new int[classes][classes];
    for (int i = half; i < answers.length; i += 2) {
      counts[answers[i]][labels[i]]++;
    }
    int[] names = new int[classes];
    for (int given = 0; given < classes; given++) {
      int answer = 0;
      int label = 0;
      int most = -1;
      for (int a = 0; a < classes; a++) {
        for (int l = 0; l < classes; l++) {
          if (counts[a][l] > most) {
            most = counts[a][l];
            answer = a;
            label = l;
          }
        }
      }
      names[answer] = label;
      for (int other = 0; other < classes; other++) {
        counts[answer][other] = -1;
        counts[other][label] = -1;
      }
    }
    return names;
  }

  private static Toy clouds(int size, double spread, long seed) {
    return Toy.clouds(Shape.of(6), 4, size, spread, 3, Rng.of(seed));
  }

  private static Side side(Toy data) {
    return Side.measure(data, 1, Rng.of(1), Parallel.serial());
  }

  private static Agreement asked(int[] answers, Toy data, int places) {
    int[] labels = new int[data.size()];
    Arrays.setAll(labels, i -> data.label(Math.floorMod(i + places, data.size())));
    return LabelMeter.agreement(answers, labels, 4);
  }

  @Test
  void anAgreementByChanceIsThatOfTheFrequencies() {
    Agreement agreement =
        LabelMeter.agreement(new int[] {0, 0, 0, 1, 2}, new int[] {0, 1, 0, 1, 1}, 4);
    assertEquals(3, agreement.right());
    assertEquals(5, agreement.images());
    assertEquals(0.6 * 0.4 + 0.2 * 0.6, agreement.chance(), 1e-15);
  }

  /** Labels that have little to do with the images: every offset is tried. */
  @Test
  void eachClassifierIsAskedAtEachOffset() {
    Toy training = clouds(90, 4, 1);
    Toy validation = clouds(70, 4, 2);
    LabelChecks checks = LabelMeter.measure(side(training), side(validation), 4);
    Ridge byTraining = new Ridge(training.samples());
    Ridge byValidation = new Ridge(validation.samples());
    int[] across = byTraining.fit(training.labels(), 4).answers(validation.samples());
    int[] back = byValidation.fit(validation.labels(), 4).answers(training.samples());
    assertEquals(2, checks.offset());
    for (int places = -2; places <= 2; places++) {
      String where = places + " places";
      int at = checks.offset() + places;
      assertEquals(asked(across, validation, places), checks.across().get(at), where);
      assertEquals(asked(back, training, places), checks.back().get(at), where);
      int[] moved = new int[90];
      int further = places;
      Arrays.setAll(moved, i -> training.label(Math.floorMod(i + further, 90)));
      assertEquals(
          asked(byTraining.fit(moved, 4).leftOut(), training, places),
          checks.training().get(at),
          where);
    }
    assertEquals(5, checks.validation().size());
    assertEquals(
        asked(byValidation.fit(validation.labels(), 4).leftOut(), validation, 0),
        checks.validation().get(2));

    float[][] half = new float[45][];
    int[] labelsOfHalf = new int[45];
    for (int i = 0; i < 45; i++) {
      half[i] = training.samples()[2 * i];
      labelsOfHalf[i] = training.label(2 * i);
    }
    assertEquals(
        asked(new Ridge(half).fit(labelsOfHalf, 4).answers(validation.samples()), validation, 0),
        checks.ofHalf());
  }

  @Test
  void labelsThatAreClearlyOfTheImagesAreNotTriedElsewhere() {
    Toy training = clouds(200, 0.2, 1);
    LabelChecks checks = LabelMeter.measure(side(training), null, 4);
    assertTrue(checks.training().get(2).z() > 10, checks.training().get(2).toString());
    for (int at : new int[] {0, 1, 3, 4}) {
      assertEquals(Agreement.NONE, checks.training().get(at));
    }
    assertEquals(List.of(), checks.validation());
    assertEquals(List.of(), checks.across());
    assertEquals(Agreement.NONE, checks.renamed());
  }

  /** Two classes have each other's name in validation; the fourth never occurs there. */
  @Test
  void renamedClassesAreFoundByOneHalfForTheOther() {
    Toy training = clouds(200, 0.2, 1);
    Toy validation = clouds(100, 0.2, 2);
    int[] exchanged = validation.labels().clone();
    Arrays.setAll(exchanged, i -> exchanged[i] < 2 ? 1 - exchanged[i] : exchanged[i]);
    Toy renamed = Toy.of(Shape.of(6), 4, validation.samples(), exchanged);
    LabelChecks checks = LabelMeter.measure(side(training), side(renamed), 4);
    int[] answers =
        new Ridge(training.samples()).fit(training.labels(), 4).answers(validation.samples());
    assertEquals(asked(answers, validation, 0).right(), checks.renamed().right());
    assertEquals(asked(answers, renamed, 0), checks.across().get(2));
    assertTrue(checks.renamed().right() > checks.across().get(2).right() + 20);
  }

  @Test
  void fewImagesSayNothing() {
    for (int size : new int[] {19, 20}) {
      LabelChecks few = LabelMeter.measure(side(clouds(size, 1, 1)), side(clouds(50, 1, 2)), 4);
      assertEquals(size < 20, few.training().isEmpty(), size + " training images");
      assertEquals(size < 20, few.across().isEmpty(), size + " training images");
      LabelChecks other = LabelMeter.measure(side(clouds(50, 1, 1)), side(clouds(size, 1, 2)), 4);
      assertEquals(5, other.training().size());
      assertEquals(size < 20, other.across().isEmpty(), size + " validation images");
    }
  }
}
