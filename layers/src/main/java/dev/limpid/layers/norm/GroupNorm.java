package dev.limpid.layers.norm;

import dev.limpid.core.Shape;
import dev.limpid.layers.Options;
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
public final class GroupNorm extends SampleNormLayer {
  private final int groups;

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
    return Map.of("groups", groups, "epsilon", epsilon());
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1 || input.dim(-1) % groups != 0) {
      throw new IllegalArgumentException(
          this + ": expected channels last that " + groups + " groups divide, got " + input);
    }
    return input;
  }

  @Override
  Shape columns(Shape input) {
    return Shape.of(input.dim(-1));
  }

  @Override
  SampleNorm formula(Shape input) {
    int channels = input.dim(-1);
    int positions = input.size() / channels;
    return new SampleNorm(positions, groups, channels / groups, epsilon(), compute().parallel());
  }

  @Override
  public GroupNorm named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets what is added to the variance before the root; 1e-3 by default (Keras). */
  public GroupNorm epsilon(double newEpsilon) {
    setEpsilon(newEpsilon);
    return this;
  }
}
