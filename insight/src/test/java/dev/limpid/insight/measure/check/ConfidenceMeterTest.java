package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.Confidence;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sequential;
import dev.limpid.train.Toy;
import dev.limpid.train.TrainingListener.Plan;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConfidenceMeterTest {
  /** An image is its own scores. */
  private static Confidence measure(int classes, float[][] scores, int[] labels, int images) {
    Network network = Sequential.of(classes).add(new Dense(classes)).build(1);
    float[] kernel = network.layers(Dense.class).get(0).kernel().value().data();
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = i / classes == i % classes ? 1 : 0;
    }
    Toy data = Toy.of(Shape.of(classes), classes, scores, labels);
    return new ConfidenceMeter(new Plan(network, 1, 16, data, null, true, 0))
        .measure(data, images, Rng.of(4));
  }

  private static float[][] scores(Rng rng, int count, int classes) {
    float[][] scores = new float[count][classes];
    for (float[] row : scores) {
      for (int c = 0; c < classes; c++) {
        row[c] = (float) (2 * rng.nextGaussian());
      }
    }
    return scores;
  }

  private static double probability(float[] scores, int c) {
    double sum = 0;
    for (float score : scores) {
      sum += Math.exp((double) score - scores[c]);
    }
    return 1 / sum;
  }

  private static int best(float[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .max(Comparator.comparingDouble(c -> scores[c]))
        .orElseThrow();
  }

  /** Against a table that is sorted by the probability of the answer. */
  @Test
  void eachTenthIsCountedTheSurestFirst() {
    for (int classes : new int[] {2, 3, 6}) {
      Rng rng = Rng.of(classes);
      int count = 75;
      float[][] scores = scores(rng, count, classes);
      int[] labels = IntStream.range(0, count).map(i -> rng.nextInt(classes)).toArray();
      Integer[] order = IntStream.range(0, count).boxed().toArray(Integer[]::new);
      Arrays.sort(order, Comparator.comparingDouble(i -> -probability(scores[i], best(scores[i]))));
      int[] sizes = new int[10];
      int[] wrong = new int[10];
      int[] unrelated = new int[10];
      double[] confidence = new double[10];
      double loss = 0;
      int right = 0;
      for (int rank = 0; rank < count; rank++) {
        int i = order[rank];
        int part = rank * 10 / count;
        int above = 0;
        for (float score : scores[i]) {
          above += score > scores[i][labels[i]] ? 1 : 0;
        }
        sizes[part]++;
        wrong[part] += above > 0 ? 1 : 0;
        right += above > 0 ? 0 : 1;
        unrelated[part] += classes > 2 && above >= (classes + 1) / 2 ? 1 : 0;
        confidence[part] += probability(scores[i], best(scores[i]));
        loss -= Math.log(probability(scores[i], labels[i])) / count;
      }
      Confidence found = measure(classes, scores, labels, 1000);
      String where = classes + " classes";
      assertArrayEquals(sizes, found.sizes(), where);
      assertArrayEquals(wrong, found.wrong(), where);
      assertArrayEquals(unrelated, found.unrelated(), where);
      for (int part = 0; part < 10; part++) {
        assertEquals(confidence[part] / sizes[part], found.confidence()[part], 1e-6, where);
      }
      assertEquals(loss, found.loss(), 1e-6, where);
      assertEquals(right, found.answers().right(), where);
      assertEquals(count, found.answers().images(), where);
    }
  }

  @Test
  void ofManyImagesSomeAreAsked() {
    Rng rng = Rng.of(7);
    float[][] scores = scores(rng, 100, 3);
    Confidence found = measure(3, scores, new int[100], 40);
    assertEquals(40, found.answers().images());
    assertEquals(40, Arrays.stream(found.sizes()).sum());
    for (int part = 1; part < 10; part++) {
      assertTrue(found.confidence()[part] <= found.confidence()[part - 1], "part " + part);
    }
  }

  @Test
  void aRecordWhoseCountsCanNotBeIsRefused() {
    Agreement answers = new Agreement(1, 2, 0.5);
    int[] one = {1};
    int[] two = {2};
    double[] confidence = {0.5};
    new Confidence(answers, 1, two, one, one, confidence);
    new Confidence(answers, 1, two, two, two, confidence);
    refused(() -> new Confidence(answers, 1, one, two, one, confidence), "must not fall");
    refused(() -> new Confidence(answers, 1, two, one, two, confidence), "must not fall");
    refused(
        () -> new Confidence(answers, 1, two, one, new int[] {-1}, confidence), "must not fall");
    refused(() -> new Confidence(answers, 1, two, new int[2], one, confidence), "length");
    refused(() -> new Confidence(answers, 1, two, one, new int[2], confidence), "length");
    refused(() -> new Confidence(answers, 1, two, one, one, new double[2]), "length");
    refused(() -> new Agreement(3, 2, 0.5), "'right'");
    refused(() -> new Agreement(-1, 2, 0.5), "'right'");
  }

  private static void refused(Runnable made, String part) {
    String message = assertThrows(IllegalArgumentException.class, made::run).getMessage();
    assertTrue(message.contains(part), message);
  }

  @Test
  void anAgreementIsComparedWithChance() {
    Agreement agreement = new Agreement(70, 100, 0.5);
    assertEquals(0.7, agreement.share(), 1e-15);
    assertEquals(0.2 / Math.sqrt(0.25 / 100), agreement.z(), 1e-12);
    assertEquals(-4, new Agreement(30, 100, 0.5).z(), 1e-12);
    assertTrue(Double.isNaN(Agreement.NONE.share()));
    assertEquals(0, Agreement.NONE.z());
    assertEquals(0, new Agreement(0, 0, 0.5).z());
    assertEquals(0, new Agreement(10, 10, 1).z(), "chance is always right");
  }
}
