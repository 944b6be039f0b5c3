package dev.limpid.layers;

import dev.limpid.core.Tensor;

/**
 * The focal loss of independent yes-or-no labels, from scores before sigmoid: cross-entropy that
 * counts less where the network is right already. With {@code p = sigmoid(s)},
 *
 * <pre>
 * a (1 - q)^gamma CE(s, t)      q = p t + (1 - p) (1 - t),   a = alpha t + (1 - alpha) (1 - t)
 * </pre>
 *
 * <p>and the mean over all elements; CE is that of {@link BinaryCrossEntropy}. As torchvision's
 * {@code sigmoid_focal_loss} with {@code reduction="mean"}, and Keras's {@code
 * BinaryFocalCrossentropy} with {@code apply_class_balancing}. Scores and targets have the same
 * shape {@code [N, ...]}; targets are 0 to 1. Computed in float64.
 *
 * <p>Lin et al., "Focal Loss for Dense Object Detection" (2017), arXiv:1708.02002.
 */
public final class FocalLoss implements Loss<Tensor> {
  private final double alpha;
  private final double gamma;

  /** The loss with the paper's alpha of 0.25 and gamma of 2. */
  public FocalLoss() {
    this(0.25, 2);
  }

  /**
   * The loss with these numbers.
   *
   * @param alpha weight of targets of 1, 0 to 1; those of 0 have the rest. 0.5 weighs both alike,
   *     and halves the loss
   * @param gamma 0 or more; with 0 it is weighted cross-entropy
   */
  public FocalLoss(double alpha, double gamma) {
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new IllegalArgumentException("FocalLoss: alpha must be 0 to 1, but is " + alpha);
    }
    if (!(gamma >= 0 && gamma < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("FocalLoss: gamma must be 0 or more, but is " + gamma);
    }
    this.alpha = alpha;
    this.gamma = gamma;
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
    return weight(target)
        * Math.pow(wrong(score, target), gamma)
        * Elementwise.crossEntropy(score, target);
  }

  private double slope(double score, double target) {
    double wrong = wrong(score, target);
    double direct = Math.pow(wrong, gamma) * (Elementwise.sigmoid(score) - target);
    double ofWrong =
        (1 - 2 * target)
            * Elementwise.sigmoid(score)
            * Elementwise.sigmoid(-score); // d wrong / d score
    double byWrong =
        gamma == 0 || ofWrong == 0
            ? 0
            : gamma
                * Math.pow(wrong, gamma - 1)
                * ofWrong
                * Elementwise.crossEntropy(score, target);
    return weight(target) * (direct + byWrong);
  }

  /** 1 - q, without the loss of digits that a subtraction has. */
  private static double wrong(double score, double target) {
    return Elementwise.sigmoid(-score) * target + Elementwise.sigmoid(score) * (1 - target);
  }

  private double weight(double target) {
    return alpha * target + (1 - alpha) * (1 - target);
  }

  @Override
  public String toString() {
    return "FocalLoss(alpha " + alpha + ", gamma " + gamma + ")";
  }
}
