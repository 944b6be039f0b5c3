package dev.limpid.layers;

import dev.limpid.core.Parallel;
import dev.limpid.core.Tensor;
import dev.limpid.core.rows.RowKernels;

/** A BatchNorm that follows no convolution: {@code y = x scale + shift}. */
final class FrozenBatchNorm implements FrozenStage {
  private final Normalization normalization;
  private final int channels;
  private final float[] mean;
  private final float[] scale;
  private final float[] shift;
  private final String layer;

  FrozenBatchNorm(BatchNorm norm, RowKernels kernels, Parallel parallel) {
    this.scale = norm.frozenScale();
    this.shift = norm.frozenShift();
    this.channels = scale.length;
    this.normalization = new Normalization(channels, kernels, parallel);
    this.mean = new float[channels];
    this.layer = norm.name();
  }

  @Override
  public void run(Tensor x, Tensor y) {
    y.reshapeToBatch(x.batchSize(), x.shape().sample());
    normalization.apply(x.data(), y.data(), x.size() / channels, mean, scale, shift);
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
