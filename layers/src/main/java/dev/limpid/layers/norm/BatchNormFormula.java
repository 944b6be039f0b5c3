package dev.limpid.layers.norm;

import dev.limpid.core.Workers;

/**
 * The computation of BatchNorm on matrices of {@code rows x channels}: {@link PlainBatchNorm} as
 * one reads it, {@link FastBatchNorm} in few passes over memory. Both add up in float64.
 */
interface BatchNormFormula {
  /**
   * The moments by which a forward pass normalises, {@code [C]} each; its backward pass needs it
   * again.
   */
  final class Moments {
    final float[] mean;

    /** Biased, without epsilon. */
    final float[] variance;

    /** Whether they are those of the batch, and so depend on each of its values. */
    boolean ofBatch;

    /** The rows of the batch, of all its parts together. */
    int rows;

    /** Who has the other parts of the batch; null where this is all of it. */
    Workers workers;

    Moments(int channels) {
      mean = new float[channels];
      variance = new float[channels];
    }

    /**
     * Makes moments of this worker's rows those of all workers' rows. Squares are not from the
     * mean: float64 has digits to spare for what float32 knows of it.
     */
    void join() {
      int channels = mean.length;
      double[] sums = new double[2 * channels + 1];
      for (int c = 0; c < channels; c++) {
        sums[c] = rows * (double) mean[c];
        sums[channels + c] = rows * (variance[c] + (double) mean[c] * mean[c]);
      }
      sums[2 * channels] = rows;
      workers.sum(sums);
      double total = sums[2 * channels];
      for (int c = 0; c < channels; c++) {
        double joined = sums[c] / total;
        mean[c] = (float) joined;
        variance[c] = (float) Math.max(0, sums[channels + c] / total - joined * joined);
      }
      rows = (int) total;
    }

    /** Sums of this worker's rows become those of all workers' rows. */
    void addUp(double[] sums) {
      workers.sum(sums);
    }
  }

  /** Writes mean and biased variance of each column of {@code x}. */
  void moments(float[] x, int rows, Moments moments);

  /**
   * {@code y = gamma (x - mean) / sqrt(variance + eps) + beta}.
   *
   * @param y modified; may be {@code x}
   */
  void forward(float[] x, float[] y, int rows, Moments moments, float[] gamma, float[] beta);

  /**
   * With {@code h = (x - mean) / sqrt(variance + eps)} and n rows, those of all workers:
   *
   * <pre>
   * dbeta  = sum dy
   * dgamma = sum dy h
   * dx     = gamma / sqrt(variance + eps) * (dy - dbeta / n - h dgamma / n)   moments of the batch
   * dx     = gamma / sqrt(variance + eps) * dy                                others: constants
   * </pre>
   *
   * <p>Where the batch has parts, dbeta and dgamma are written for this one, and those of all go
   * into dx.
   *
   * @param dx modified; may be {@code dy}; null where nobody needs it
   */
  void backward(
      float[] x,
      float[] dy,
      float[] dx,
      int rows,
      Moments moments,
      float[] gamma,
      float[] dGamma,
      float[] dBeta);
}
