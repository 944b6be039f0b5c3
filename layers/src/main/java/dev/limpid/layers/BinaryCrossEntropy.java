package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * Cross-entropy of independent yes-or-no labels, several of which an image may have, from scores
 * before sigmoid ("logits"): the mean over all elements of
 *
 * <pre>
 * max(s, 0) - s t + log(1 + exp(-|s|))  =  -t log(sigmoid(s)) - (1 - t) log(1 - sigmoid(s))
 * </pre>
 *
 * <p>Keras's {@code BinaryCrossentropy(from_logits=True)}, PyTorch's {@code BCEWithLogitsLoss}.
 * Scores and targets have the same shape {@code [N, ...]}; targets are 0 to 1. The network ends
 * without a {@link Sigmoid}. Computed in float64: neither overflows nor loses a small loss. The
 * gradient is {@code (sigmoid(s) - t) / elements}.
 */
public final class BinaryCrossEntropy implements Loss<Tensor> {
  private final double smoothing;

  /** The loss without label smoothing. */
  public BinaryCrossEntropy() {
    this(0);
  }

  private BinaryCrossEntropy(double smoothing) {
    this.smoothing = LossChecks.smoothing(smoothing);
  }

  /**
   * This loss with smoothed targets, {@code t (1 - share) + share / 2} (Keras's formula).
   *
   * @param share in [0, 1)
   */
  public BinaryCrossEntropy labelSmoothing(double share) {
    return new BinaryCrossEntropy(share);
  }

  @Override
  public Task task() {
    return Task.MULTI_LABEL;
  }

  @Override
  public double forward(Tensor scores, Tensor targets, double[] losses, Tensor gradient) {
    return Elementwise.forward(
        this, this::loss, this::slope, true, scores, targets, losses, gradient);
  }

  private double loss(double score, double target) {
    return Elementwise.crossEntropy(score, smooth(target));
  }

  private double slope(double score, double target) {
    return Elementwise.sigmoid(score) - smooth(target);
  }

  private double smooth(double target) {
    return target * (1 - smoothing) + smoothing / 2;
  }

  @Override
  public String toString() {
    return "BinaryCrossEntropy" + (smoothing == 0 ? "" : "(label smoothing " + smoothing + ")");
  }
}
