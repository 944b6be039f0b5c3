package dev.limpid.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.layers.Loss.Task;
import dev.limpid.train.Metric.Average;
import org.junit.jupiter.api.Test;

/** Metrics against their definitions, written down once more and as naively as can be. */
class MetricTest {
  /** Probabilities with ties; the label has a better chance. */
  private static Predictions classes(int images, int classes, Rng rng) {
    Predictions predictions = Predictions.ofSize(Task.CLASSIFICATION, images, false);
    for (int i = 0; i < images; i++) {
      int label = rng.nextInt(classes);
      float[] row = new float[classes];
      float sum = 0;
      for (int c = 0; c < classes; c++) {
        row[c] = 1 + rng.nextInt(4) + (c == label ? 1.5f : 0);
        sum += row[c];
      }
      int best = 0;
      for (int c = 0; c < classes; c++) {
        row[c] /= sum;
        best = row[c] > row[best] ? c : best;
      }
      predictions.labels()[i] = label;
      predictions.outputs()[i] = row;
      predictions.predicted()[i] = best;
      predictions.confidence()[i] = row[best];
      predictions.correct()[i] = best == label;
    }
    return predictions;
  }

  @Test
  void precisionRecallAndF1AreThoseOfTheConfusionMatrix() {
    for (long seed = 0; seed < 5; seed++) {
      Rng rng = Rng.of(seed);
      int classes = 2 + rng.nextInt(4);
      Predictions p = classes(40, classes, rng);
      double[] mean = new double[3];
      double[] weighted = new double[3];
      int occurring = 0;
      double right = 0;
      for (int c = 0; c < classes; c++) {
        double hit = 0;
        double said = 0;
        double own = 0;
        for (int i = 0; i < p.size(); i++) {
          said += p.predicted()[i] == c ? 1 : 0;
          own += p.labels()[i] == c ? 1 : 0;
          hit += p.predicted()[i] == c && p.labels()[i] == c ? 1 : 0;
        }
        right += hit;
        double precision = said == 0 ? 0 : hit / said;
        double recall = own == 0 ? 0 : hit / own;
        double f1 = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
        double[] figures = {precision, recall, f1};
        occurring += said + own > 0 ? 1 : 0;
        for (int k = 0; k < 3; k++) {
          mean[k] += figures[k];
          weighted[k] += figures[k] * own / p.size();
        }
      }
      String message = "seed " + seed;
      Average macro = Average.MACRO;
      assertEquals(mean[0] / occurring, Metric.precision(macro).of(p), 1e-12, message);
      assertEquals(mean[1] / occurring, Metric.recall(macro).of(p), 1e-12, message);
      assertEquals(mean[2] / occurring, Metric.f1(macro).of(p), 1e-12, message);
      assertEquals(weighted[0], Metric.precision(Average.WEIGHTED).of(p), 1e-12, message);
      assertEquals(weighted[1], Metric.recall(Average.WEIGHTED).of(p), 1e-12, message);
      assertEquals(weighted[2], Metric.f1(Average.WEIGHTED).of(p), 1e-12, message);
      // of one class of several, all errors are both kinds: micro is accuracy
      assertEquals(right / p.size(), Metric.f1(Average.MICRO).of(p), 1e-12, message);
      assertEquals(p.accuracy(), Metric.precision(Average.MICRO).of(p), 1e-12, message);
    }
  }

  @Test
  void rocAucIsTheShareOfPairsInTheRightOrder() {
    for (long seed = 0; seed < 5; seed++) {
      Rng rng = Rng.of(seed);
      Predictions p = classes(30, 3, rng);
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        double order = 0;
        int pairs = 0;
        for (int i = 0; i < p.size(); i++) {
          for (int j = 0; j < p.size(); j++) {
            if (p.labels()[i] == c && p.labels()[j] != c) {
              pairs++;
              order += Float.compare(p.outputs()[i][c], p.outputs()[j][c]) / 2.0 + 0.5;
            }
          }
        }
        sum += order / pairs;
      }
      assertEquals(sum / 3, Metric.rocAuc().of(p), 1e-12, "seed " + seed);
    }
  }

  @Test
  void averagePrecisionIsTheAreaOfItsSteps() {
    for (long seed = 0; seed < 5; seed++) {
      Predictions p = classes(30, 3, Rng.of(seed));
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        double area = 0;
        double recallBefore = 0;
        float threshold = Float.POSITIVE_INFINITY;
        while (true) {
          float next = Float.NEGATIVE_INFINITY;
          for (float[] row : p.outputs()) {
            next = row[c] < threshold ? Math.max(next, row[c]) : next;
          }
          if (next == Float.NEGATIVE_INFINITY) {
            break;
          }
          threshold = next;
          double said = 0;
          double hit = 0;
          double own = 0;
          for (int i = 0; i < p.size(); i++) {
            boolean is = p.labels()[i] == c;
            own += is ? 1 : 0;
            said += p.outputs()[i][c] >= threshold ? 1 : 0;
            hit += is && p.outputs()[i][c] >= threshold ? 1 : 0;
          }
          area += (hit / own - recallBefore) * hit / said;
          recallBefore = hit / own;
        }
        sum += area;
      }
      assertEquals(sum / 3, Metric.averagePrecision().of(p), 1e-12, "seed " + seed);
    }
  }

  @Test
  void theCalibrationErrorIsThatOfItsBins() {
    Predictions p = classes(200, 3, Rng.of(4));
    int bins = 7;
    double sum = 0;
    for (int bin = 0; bin < bins; bin++) {
      double confidence = 0;
      double hits = 0;
      int count = 0;
      for (int i = 0; i < p.size(); i++) {
        double each = p.confidence()[i];
        if (each > (double) bin / bins && each <= (bin + 1.0) / bins) {
          confidence += each;
          hits += p.correct()[i] ? 1 : 0;
          count++;
        }
      }
      sum += count == 0 ? 0 : Math.abs(hits / count - confidence / count) * count / p.size();
    }
    assertTrue(sum > 0);
    assertEquals(sum, Metric.calibrationError(bins).of(p), 1e-12);
  }

  @Test
  void severalLabelsAnImageAreJudgedOneByOne() {
    Predictions p = Predictions.ofSize(Task.MULTI_LABEL, 2, true);
    p.outputs()[0] = new float[] {0.9f, 0.8f};
    p.outputs()[1] = new float[] {0.2f, 0.7f};
    p.targets()[0] = new float[] {1, 0};
    p.targets()[1] = new float[] {1, 1};
    // label 0: one hit, one missed; label 1: one hit, one wrongly said
    assertEquals(0.75, Metric.precision(Average.MACRO).of(p), 1e-12);
    assertEquals(0.75, Metric.recall(Average.MACRO).of(p), 1e-12);
    assertEquals(2 / 3.0, Metric.f1(Average.MICRO).of(p), 1e-12);
    assertEquals(0, Metric.rocAuc().of(p), 1e-12, "label 1's only pair is in the wrong order");
    assertEquals(0.75, Metric.averagePrecision().of(p), 1e-12);
  }

  @Test
  void aRegressionHasItsErrorAndR2() {
    Predictions p = Predictions.ofSize(Task.REGRESSION, 3, true);
    float[][] outputs = {{1, 0}, {2, 1}, {4, 1}};
    float[][] targets = {{1, 0}, {3, 2}, {5, 1}};
    for (int i = 0; i < 3; i++) {
      p.outputs()[i] = outputs[i];
      p.targets()[i] = targets[i];
    }
    assertEquals(3 / 6.0, Metric.meanAbsoluteError().of(p), 1e-12);
    assertEquals((1 - 2 / 8.0 + 1 - 1 / 2.0) / 2, Metric.r2().of(p), 1e-12);
  }

  @Test
  void oneOfOnesOwnAndThoseByNameAreThere() {
    Metric size = Metric.of("images", Predictions::size);
    assertEquals(7, size.of(classes(7, 2, Rng.of(1))));
    assertEquals("f1_macro", Metric.named("f1_macro").name());
    refused("there are precision_macro", () -> Metric.named("f2"));
    refused("a regression", () -> Metric.named("r2").requireFits(Task.CLASSIFICATION));
    refused("a regression has not", () -> Metric.rocAuc().requireFits(Task.REGRESSION));
    refused("a word", () -> Metric.of("a,b", Predictions::size));
  }

  private static void refused(String part, Runnable call) {
    var error = assertThrows(IllegalArgumentException.class, call::run);
    assertTrue(error.getMessage().contains(part), error.getMessage());
  }
}
