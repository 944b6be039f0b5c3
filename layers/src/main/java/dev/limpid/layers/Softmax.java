package dev.limpid.layers;

/**
 * Turns scores into probabilities along the last axis: {@code y[i] = exp(x[i]) / sum over j of
 * exp(x[j])}, for inputs of any shape.
 *
 * <p>The greatest score is subtracted first, so that nothing overflows, and sums are float64. A
 * classifier is trained on the scores before this layer ({@link Network#forwardToLogits}) with
 * {@link SoftmaxCrossEntropy}; a softmax of its output would be a second one.
 */
public final class Softmax extends ScoreLayer {
  /** A softmax over the last axis. */
  public Softmax() {}

  /**
   * The greatest of some scores; NaN if one is.
   *
   * @param scores not modified
   * @param from the first
   * @param count how many, at least 1
   */
  public static float greatest(float[] scores, int from, int count) {
    float greatest = scores[from];
    for (int i = from + 1; i < from + count; i++) {
      greatest = Math.max(greatest, scores[i]);
    }
    return greatest;
  }

  /**
   * The denominator of a softmax: {@code sum over j of exp(score[j] - greatest)}, in float64. The
   * probability of the greatest score is 1 by it; the cross-entropy of score k is its logarithm,
   * plus {@code greatest}, minus {@code score[k]}.
   *
   * @param scores not modified
   * @param from the first
   * @param count how many
   * @param greatest as {@link #greatest} tells it
   */
  public static double sumOfExponentials(float[] scores, int from, int count, float greatest) {
    double sum = 0;
    for (int i = from; i < from + count; i++) {
      sum += Math.exp((double) scores[i] - greatest);
    }
    return sum;
  }

  @Override
  void normalize(float[] x, float[] y, int from, int width) {
    float greatest = greatest(x, from, width);
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      double e = Math.exp((double) x[i] - greatest);
      sum += e;
      y[i] = (float) e;
    }
    for (int i = from; i < from + width; i++) {
      y[i] = (float) (y[i] / sum);
    }
  }

  /** {@code dx[i] = y[i] * (dy[i] - sum over j of dy[j] * y[j])}. */
  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int width) {
    double mean = 0;
    for (int i = from; i < from + width; i++) {
      mean += (double) dy[i] * y[i];
    }
    for (int i = from; i < from + width; i++) {
      dx[i] = (float) (y[i] * (dy[i] - mean));
    }
  }
}
