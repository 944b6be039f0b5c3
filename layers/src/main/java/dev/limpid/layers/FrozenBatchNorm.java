package dev.limpid.layers;

import dev.limpid.core.Parallel;
import dev.limpid.core.Tensor;

/** A BatchNorm that follows no convolution: {@code y = x scale + shift}. */
final class FrozenBatchNorm implements FrozenStage {
  private final Normalization normalization;
  private final int channels;
  private final String layer;

  FrozenBatchNorm(BatchNorm norm, Parallel parallel) {
    float[] scale = norm.frozenScale();
    this.channels = scale.length;
    this.normalization = new Normalization(channels, parallel);
    normalization.set(new float[channels], scale, norm.frozenShift());
    this.layer = norm.name();
  }

  @Override
  public void run(Tensor x, Tensor y) {
    y.reshapeToBatch(x.batchSize(), x.shape().sample());
    normalization.apply(x.data(), y.data(), x.size() / channels);
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public String toString() {
    return layer;
  }
}
