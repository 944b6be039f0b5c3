package dev.limpid.insight.doctor.data;

import dev.limpid.core.Tensor;
import dev.limpid.insight.OwnLayer;
import dev.limpid.layers.Mode;

/** Takes the batch's mean from each value, in inference too: a layer as a user might write it. */
final class BatchCentring extends OwnLayer {
  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    centre(x, y);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      centre(dy, dx);
    }
  }

  private static void centre(Tensor from, Tensor to) {
    int samples = from.batchSize();
    int size = from.size() / samples;
    for (int j = 0; j < size; j++) {
      float sum = 0;
      for (int n = 0; n < samples; n++) {
        sum += from.data()[n * size + j];
      }
      for (int n = 0; n < samples; n++) {
        to.data()[n * size + j] = from.data()[n * size + j] - sum / samples;
      }
    }
  }
}
