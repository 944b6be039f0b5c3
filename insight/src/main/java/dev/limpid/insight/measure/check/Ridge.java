package dev.limpid.insight.measure.check;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A linear classifier by ridge regression on one-hot labels, with the closed form of leaving each
 * sample out: the residual of a sample that was left out is its residual over one less its leverage
 * (Allen's PRESS, 1974).
 */
final class Ridge {
  /** Of the mean square of a feature, which is 1. */
  private static final double PENALTY = 0.05;

  private final int features;
  private final double[] mean;
  private final double[] scale;
  private final double[][] x;
  private final double[] leverage;

  /** Lower triangular, {@code L L^T = X^T X + penalty}. */
  private final double[][] cholesky;

  Ridge(float[][] samples) {
    features = samples[0].length;
    mean = new double[features];
    scale = new double[features];
    standardise(samples);
    x = new double[samples.length][];
    for (int i = 0; i < x.length; i++) {
      x[i] = standardised(samples[i]);
    }
    cholesky = decompose(gram());
    leverage = new double[x.length];
    double[] work = new double[features];
    for (int i = 0; i < x.length; i++) {
      System.arraycopy(x[i], 0, work, 0, features);
      forward(work);
      double sum = 1.0 / x.length;
      for (double w : work) {
        sum += w * w;
      }
      leverage[i] = sum;
    }
  }

  private void standardise(float[][] samples) {
    for (float[] sample : samples) {
      for (int j = 0; j < features; j++) {
        mean[j] += (double) sample[j] / samples.length; // a constant feature varies by nothing
      }
    }
    for (float[] sample : samples) {
      for (int j = 0; j < features; j++) {
        scale[j] += (sample[j] - mean[j]) * (sample[j] - mean[j]) / samples.length;
      }
    }
    for (int j = 0; j < features; j++) {
      scale[j] = scale[j] > 1e-24 ? 1 / Math.sqrt(scale[j]) : 0;
    }
  }

  private double[] standardised(float[] sample) {
    double[] row = new double[features];
    for (int j = 0; j < features; j++) {
      row[j] = (sample[j] - mean[j]) * scale[j];
    }
    return row;
  }

  private double[][] gram() {
    double[][] gram = new double[features][];
    for (int j = 0; j < features; j++) {
      gram[j] = new double[j + 1];
    }
    for (double[] row : x) {
      for (int j = 0; j < features; j++) {
        double[] target = gram[j];
        double value = row[j];
        for (int k = 0; k <= j; k++) {
          target[k] += value * row[k];
        }
      }
    }
    for (int j = 0; j < features; j++) {
      gram[j][j] += PENALTY * x.length;
    }
    return gram;
  }

  private static double[][] decompose(double[][] a) {
    for (int j = 0; j < a.length; j++) {
      for (int k = 0; k <= j; k++) {
        double sum = a[j][k];
        for (int m = 0; m < k; m++) {
          sum -= a[j][m] * a[k][m];
        }
        a[j][k] = j == k ? Math.sqrt(sum) : sum / a[k][k];
      }
    }
    return a;
  }

  /** {@code work := L^-1 work}. */
  private void forward(double[] work) {
    for (int j = 0; j < features; j++) {
      double sum = work[j];
      double[] row = cholesky[j];
      for (int k = 0; k < j; k++) {
        sum -= row[k] * work[k];
      }
      work[j] = sum / row[j];
    }
  }

  /** {@code work := L^-T work}. */
  private void backward(double[] work) {
    for (int j = features - 1; j >= 0; j--) {
      work[j] /= cholesky[j][j];
      double[] row = cholesky[j];
      for (int k = 0; k < j; k++) {
        work[k] -= row[k] * work[j];
      }
    }
  }

  /** The classifier for these labels of the samples. */
  Fit fit(int[] labels, int classes) {
    double[] prior = new double[classes];
    for (int label : labels) {
      prior[label] += 1.0 / labels.length;
    }
    double[][] weights = new double[classes][features];
    for (int i = 0; i < x.length; i++) {
      double[] target = weights[labels[i]]; // features are centred, and so need no centred labels
      for (int j = 0; j < features; j++) {
        target[j] += x[i][j];
      }
    }
    for (double[] w : weights) {
      forward(w);
      backward(w);
    }
    return new Fit(labels, prior, weights);
  }

  /** The weights for one set of labels. */
  final class Fit {
    private final int[] labels;
    private final double[] prior;
    private final double[][] weights;

    private Fit(int[] labels, double[] prior, double[][] weights) {
      this.labels = labels;
      this.prior = prior;
      this.weights = weights;
    }

    /** What each of the samples would be taken for without it. */
    int[] leftOut() {
      return IntStream.range(0, x.length).map(i -> best(leftOut(i))).toArray();
    }

    /** By how much the score of that is above the next. */
    float[] margins() {
      float[] margins = new float[x.length];
      for (int i = 0; i < margins.length; i++) {
        margins[i] = margin(leftOut(i));
      }
      return margins;
    }

    /** The same of other samples. */
    float[] margins(float[][] samples) {
      float[] margins = new float[samples.length];
      for (int i = 0; i < margins.length; i++) {
        margins[i] = margin(scores(standardised(samples[i])));
      }
      return margins;
    }

    private static float margin(double[] scores) {
      Arrays.sort(scores);
      return (float) (scores[scores.length - 1] - scores[scores.length - 2]);
    }

    private double[] leftOut(int i) {
      double[] scores = scores(x[i]);
      for (int c = 0; c < scores.length; c++) {
        double y = labels[i] == c ? 1 : 0;
        scores[c] = y - (y - scores[c]) / (1 - leverage[i]);
      }
      return scores;
    }

    /** What other samples are taken for. */
    int[] answers(float[][] samples) {
      return Arrays.stream(samples).mapToInt(s -> best(scores(standardised(s)))).toArray();
    }

    private double[] scores(double[] row) {
      double[] scores = prior.clone();
      for (int c = 0; c < scores.length; c++) {
        double[] w = weights[c];
        double sum = 0;
        for (int j = 0; j < features; j++) {
          sum += w[j] * row[j];
        }
        scores[c] += sum;
      }
      return scores;
    }

    private static int best(double[] scores) {
      int best = 0;
      for (int c = 1; c < scores.length; c++) {
        best = scores[c] > scores[best] ? c : best;
      }
      return best;
    }
  }
}
