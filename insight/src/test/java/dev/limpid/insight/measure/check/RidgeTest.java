package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Against ridge regression by Gaussian elimination, trained anew without each sample. */
class RidgeTest {
  private static final int CLASSES = 4;

  /** Of the mean square of a standardised feature. */
  private static final double PENALTY = 0.05;

  @Test
  void eachSampleIsNamedByARegressionThatWasTrainedWithoutIt() {
    int different = 0;
    for (int seed = 0; seed < 8; seed++) {
      Rng rng = Rng.of(seed);
      int[] labels = labels(rng, 60);
      float[][] samples = samples(rng, labels, 3 + seed);
      int[] withAll = new int[labels.length];
      int[] without = new int[labels.length];
      double[][] x = standardised(samples, samples);
      for (int i = 0; i < labels.length; i++) {
        withAll[i] = best(regression(x, labels, -1), x[i]);
        without[i] = best(regression(x, labels, i), x[i]);
      }
      Ridge.Fit fit = new Ridge(samples).fit(labels, CLASSES);
      assertArrayEquals(without, fit.leftOut(), "seed " + seed);
      assertArrayEquals(withAll, fit.answers(samples), "seed " + seed);
      different += Arrays.equals(withAll, without) ? 0 : 1;
    }
    assertTrue(different > 4, "leaving a sample out must matter somewhere");
  }

  @Test
  void otherSamplesAreNamedInTheScaleOfThoseThatWereLearntFrom() {
    for (int seed = 20; seed < 26; seed++) {
      Rng rng = Rng.of(seed);
      int[] labels = labels(rng, 50);
      float[][] samples = samples(rng, labels, 5);
      float[][] others = samples(rng, labels(rng, 80), 5);
      double[][] weights = regression(standardised(samples, samples), labels, -1);
      int[] expected =
          Arrays.stream(standardised(samples, others))
              .mapToInt(row -> best(weights, row))
              .toArray();
      assertArrayEquals(
          expected, new Ridge(samples).fit(labels, CLASSES).answers(others), "seed " + seed);
    }
  }

  /** A feature that never varies says nothing, whatever its value is elsewhere. */
  @Test
  void aConstantFeatureHasNoSay() {
    Rng rng = Rng.of(5);
    int[] labels = labels(rng, 40);
    float[][] samples = samples(rng, labels, 4);
    float[][] wider =
        Arrays.stream(samples).map(row -> Arrays.copyOf(row, 5)).toArray(float[][]::new);
    float[][] others = Arrays.stream(wider).map(float[]::clone).toArray(float[][]::new);
    for (int i = 0; i < labels.length; i++) {
      wider[i][4] = 3;
      others[i][4] = 1000;
    }
    assertArrayEquals(
        new Ridge(samples).fit(labels, CLASSES).answers(samples),
        new Ridge(wider).fit(labels, CLASSES).answers(others));
  }

  /** Unequal classes, so that the share of each has a say. */
  private static int[] labels(Rng rng, int count) {
    return IntStream.range(0, count).map(i -> Math.min(rng.nextInt(6), CLASSES - 1)).toArray();
  }

  /** Each feature in a scale of its own, with something of the label and much noise. */
  private static float[][] samples(Rng rng, int[] labels, int features) {
    float[][] samples = new float[labels.length][features];
    for (int i = 0; i < labels.length; i++) {
      for (int j = 0; j < features; j++) {
        double value = (labels[i] * (j + 1)) % CLASSES + 1.5 * rng.nextGaussian();
        samples[i][j] = (float) (10 * j + (1 + j) * value);
      }
    }
    return samples;
  }

  private static double[][] standardised(float[][] samples, float[][] which) {
    int features = samples[0].length;
    double[][] result = new double[which.length][features];
    for (int j = 0; j < features; j++) {
      int feature = j;
      double mean = Arrays.stream(samples).mapToDouble(s -> s[feature]).average().orElseThrow();
      double variance =
          Arrays.stream(samples)
              .mapToDouble(s -> (s[feature] - mean) * (s[feature] - mean))
              .average()
              .orElseThrow();
      for (int i = 0; i < which.length; i++) {
        result[i][j] = (which[i][j] - mean) / Math.sqrt(variance);
      }
    }
    return result;
  }

  /** Weights of each class, the last one the intercept, which is not penalised. */
  private static double[][] regression(double[][] x, int[] labels, int without) {
    int features = x[0].length;
    double[][] a = new double[features + 1][features + 1 + CLASSES];
    for (int i = 0; i < x.length; i++) {
      if (i != without) {
        double[] row = Arrays.copyOf(x[i], features + 1);
        row[features] = 1;
        for (int j = 0; j <= features; j++) {
          for (int k = 0; k <= features; k++) {
            a[j][k] += row[j] * row[k];
          }
          a[j][features + 1 + labels[i]] += row[j];
        }
      }
    }
    for (int j = 0; j < features; j++) {
      a[j][j] += PENALTY * x.length;
    }
    eliminate(a);
    double[][] weights = new double[CLASSES][features + 1];
    for (int c = 0; c < CLASSES; c++) {
      for (int j = 0; j <= features; j++) {
        weights[c][j] = a[j][features + 1 + c];
      }
    }
    return weights;
  }

  /** Gauss and Jordan's elimination; the matrix is positive definite and needs no pivots. */
  private static void eliminate(double[][] a) {
    for (int p = 0; p < a.length; p++) {
      for (int k = a[p].length - 1; k >= p; k--) {
        a[p][k] /= a[p][p];
      }
      for (int j = 0; j < a.length; j++) {
        if (j != p) {
          for (int k = a[p].length - 1; k >= p; k--) {
            a[j][k] -= a[j][p] * a[p][k];
          }
        }
      }
    }
  }

  private static int best(double[][] weights, double[] row) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < weights.length; c++) {
      double score = weights[c][row.length];
      for (int j = 0; j < row.length; j++) {
        score += weights[c][j] * row[j];
      }
      if (score > most) {
        most = score;
        best = c;
      }
    }
    return best;
  }
}
