package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import java.util.Map;

/**
 * Drops whole groups of the values of a sample: each group is set to 0 with the probability {@code
 * rate}, otherwise scaled by {@code 1 / (1 - rate)}. Value i of a sample is of group {@code i mod
 * groups}.
 */
abstract class GroupDropout extends RandomLayer {
  private final double rate;
  private final float scale;

  /** Of the last pass with backward, for each group of each sample: 0 or the scale. */
  private float[] mask = {};

  /** Of a pass that none follows. */
  private float[] passing = {};

  GroupDropout(double rate) {
    this.rate = Dropout.checkedRate(rate);
    this.scale = (float) (1 / (1 - rate));
  }

  /** The groups of a sample. */
  abstract int groups();

  @Override
  public final Map<String, Object> config() {
    return Map.of("rate", rate);
  }

  @Override
  public final boolean isRandom() {
    return rate > 0;
  }

  /** The factors of the last pass with backward, for tests. */
  final float[] mask() {
    return mask;
  }

  @Override
  final void forwardAtRandom(Tensor x, Tensor y, boolean remembers, Rng pass) {
    int groups = x.batchSize() * groups();
    float[] factors = remembers ? mask : passing;
    if (factors.length < groups) {
      factors = new float[groups];
    }
    for (int i = 0; i < groups; i++) {
      factors[i] = pass.nextFloat() < rate ? 0 : scale;
    }
    if (remembers) {
      mask = factors;
    } else {
      passing = factors;
    }
    multiply(x, y, factors);
  }

  @Override
  final void backwardThroughRandom(Tensor dy, Tensor dx) {
    multiply(dy, dx, mask);
  }

  private void multiply(Tensor from, Tensor to, float[] factors) {
    int size = inputShape().size();
    int groups = groups();
    compute()
        .parallel()
        .forEach(
            from.batchSize(),
            sample -> {
              int at = sample * size;
              multiply(from.data(), to.data(), at, at + size, factors, sample * groups, groups);
            });
  }

  private static void multiply(
      float[] x, float[] y, int from, int to, float[] factors, int first, int groups) {
    if (groups == 1) {
      float factor = factors[first];
      for (int i = from; i < to; i++) {
        y[i] = x[i] * factor;
      }
      return;
    }
    for (int row = from; row < to; row += groups) {
      for (int g = 0; g < groups; g++) {
        y[row + g] = x[row + g] * factors[first + g];
      }
    }
  }
}
