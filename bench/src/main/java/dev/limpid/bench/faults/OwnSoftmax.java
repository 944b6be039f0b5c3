package dev.limpid.bench.faults;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.Map;

/** A softmax written by a user, which the trainer can't tell from any other layer. */
final class OwnSoftmax extends Layer {
  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public boolean keepsOutput() {
    return true;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    // It has no parameters.
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int classes = x.size() / x.batchSize();
    for (int from = 0; from < x.size(); from += classes) {
      float greatest = Float.NEGATIVE_INFINITY;
      for (int i = from; i < from + classes; i++) {
        greatest = Math.max(greatest, x.data()[i]);
      }
      double sum = 0;
      for (int i = from; i < from + classes; i++) {
        sum += Math.exp(x.data()[i] - greatest);
      }
      for (int i = from; i < from + classes; i++) {
        y.data()[i] = (float) (Math.exp(x.data()[i] - greatest) / sum);
      }
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    int classes = y.size() / y.batchSize();
    for (int from = 0; from < y.size(); from += classes) {
      double mean = 0;
      for (int i = from; i < from + classes; i++) {
        mean += (double) dy.data()[i] * y.data()[i];
      }
      for (int i = from; i < from + classes; i++) {
        dx.data()[i] = (float) (y.data()[i] * (dy.data()[i] - mean));
      }
    }
  }
}
