package dev.limpid.layers.norm;

import dev.limpid.core.Shape;
import dev.limpid.layers.Options;
import java.util.Map;

/**
 * Layer normalization: each sample is normalised by itself, over its last axis (channels of each
 * pixel, or features), or over all of its values.
 *
 * <pre>
 * y = gamma (x - mean) / sqrt(variance + eps) + beta
 * </pre>
 *
 * <p>Input and output {@code [N, ..., C]}. Parameters {@code gamma} (1 at first) and {@code beta}
 * (0), {@code [C]}, or of the sample's shape where it goes over all values. eps is 1e-3 by default
 * (Keras; PyTorch has 1e-5). There are no statistics of a batch: training and inference are the
 * same.
 *
 * <p>Ba, Kiros and Hinton, "Layer Normalization", 2016, arXiv:1607.06450.
 */
public final class LayerNorm extends SampleNormLayer {
  private boolean all;

  /** Layer normalization over the last axis. */
  public LayerNorm() {}

  /** Sets whether each sample is normalised over all of its values; off by default (Keras). */
  public LayerNorm overAll(boolean overAll) {
    requireNotBuilt();
    all = overAll;
    return this;
  }

  /** Reads the options that {@link #config} writes. */
  public static LayerNorm read(Options options) {
    return new LayerNorm().epsilon(options.number("epsilon")).overAll(options.flag("overAll"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("epsilon", epsilon(), "overAll", all);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1) {
      throw new IllegalArgumentException(
          this + ": expected an input with channels or features last, got " + input);
    }
    return input;
  }

  @Override
  Shape columns(Shape input) {
    return all ? input : Shape.of(input.dim(-1));
  }

  @Override
  SampleNorm formula(Shape input) {
    return new SampleNorm(1, 1, columns(input).size(), epsilon(), compute().parallel());
  }

  @Override
  public LayerNorm named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets what is added to the variance before the root; 1e-3 by default (Keras). */
  public LayerNorm epsilon(double newEpsilon) {
    setEpsilon(newEpsilon);
    return this;
  }
}
