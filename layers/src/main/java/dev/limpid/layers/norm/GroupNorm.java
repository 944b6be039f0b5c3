package dev.limpid.layers.norm;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
import java.util.List;
import java.util.Map;

/**
 * Group normalization: each sample is normalised by itself, over all pixels of a group of
 * neighbouring channels. One group is layer normalization of an image with one gamma a channel, as
 * many groups as channels is instance normalization.
 *
 * <pre>
 * y = gamma (x - mean) / sqrt(variance + eps) + beta
 * </pre>
 *
 * <p>Input and output {@code [N, ..., C]}. Parameters of shape {@code [C]}: {@code gamma} (1 at
 * first) and {@code beta} (0). eps is 1e-3 by default (Keras; PyTorch has 1e-5). There are no
 * statistics of a batch: training and inference are the same.
 *
 * <p>Wu and He, "Group Normalization", 2018, arXiv:1803.08494.
 */
public final class GroupNorm extends Layer {
  private final int groups;
  private double epsilon = 1e-3;
  private Parameter gamma;
  private Parameter beta;
  private SampleNorm formula;

  /** 32 groups, as in the paper and in Keras. */
  public GroupNorm() {
    this(32);
  }

  /**
   * So many groups of channels.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public GroupNorm(int groups) {
    if (groups < 1) {
      throw new IllegalArgumentException("GroupNorm: groups must be 1 or more, but are " + groups);
    }
    this.groups = groups;
  }

  /** Reads the options that {@link #config} writes. */
  public static GroupNorm read(Options options) {
    return new GroupNorm(options.integer("groups")).epsilon(options.number("epsilon"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("groups", groups, "epsilon", epsilon);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1 || input.dim(-1) % groups != 0) {
      throw new IllegalArgumentException(
          this + ": expected channels last that " + groups + " groups divide, got " + input);
    }
    return input;
  }

  private Shape columns(Shape input) {
    return Shape.of(input.dim(-1));
  }

  private int samples(Tensor x) {
    return x.batchSize();
  }

  @Override
  public GroupNorm named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets what is added to the variance before the root; 1e-3 by default (Keras). */
  public GroupNorm epsilon(double newEpsilon) {
    requireNotBuilt();
    if (!(newEpsilon > 0 && newEpsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "GroupNorm: epsilon must be positive and finite, but is " + newEpsilon);
    }
    epsilon = newEpsilon;
    return this;
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    return Map.of(name() + ".gamma", columns(input), name() + ".beta", columns(input));
  }

  @Override
  public List<Parameter> parameters() {
    return gamma == null ? List.of() : List.of(gamma, beta);
  }

  @Override
  public boolean differentiatesInPlace() {
    return true;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    gamma = Parameter.trainable(name() + ".gamma", columns(input), false);
    gamma.value().fill(1);
    beta = Parameter.trainable(name() + ".beta", columns(input), false);
    int channels = input.dim(-1);
    formula =
        new SampleNorm(
            input.size() / channels, groups, channels / groups, epsilon, compute().parallel());
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    formula.forward(
        x.data(), y.data(), samples(x), gamma.value().data(), beta.value().data(), mode.backward());
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    formula.backward(
        x.data(),
        dy.data(),
        dx == null ? null : dx.data(),
        samples(dy),
        gamma.value().data(),
        gamma.gradient().data(),
        beta.gradient().data());
  }
}
