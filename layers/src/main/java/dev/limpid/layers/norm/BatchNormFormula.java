package dev.limpid.layers.norm;

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

    Moments(int channels) {
      mean = new float[channels];
      variance = new float[channels];
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
   * With {@code h = (x - mean) / sqrt(variance + eps)} and n rows:
   *
   * <pre>
   * dbeta  = sum dy
   * dgamma = sum dy h
   * dx     = gamma / sqrt(variance + eps) * (dy - dbeta / n - h dgamma / n)   moments of the batch
   * dx     = gamma / sqrt(variance + eps) * dy                                others: constants
   * </pre>
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
