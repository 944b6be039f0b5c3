package dev.limpid.layers.inference;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.InferenceForm;

/** A scale and a shift of the channels that follow no convolution: {@code y = x scale + shift}. */
final class FrozenAffine implements FrozenStage {
  private static final int PIECE_FLOATS = 1 << 15;

  private final String layer;
  private final InferenceForm.Affine form;
  private final float[] zeros;
  private final Compute compute;

  FrozenAffine(String layer, InferenceForm.Affine form, Compute compute) {
    this.layer = layer;
    this.form = form;
    this.zeros = new float[form.scale().length];
    this.compute = compute;
  }

  @Override
  public void run(Tensor x, Tensor y) {
    y.reshapeToBatch(x.batchSize(), x.shape().sample());
    int channels = zeros.length;
    float[] from = x.data();
    float[] to = y.data();
    compute
        .parallel()
        .forRange(
            x.size() / channels,
            Math.max(1, PIECE_FLOATS / channels),
            (first, end) ->
                compute
                    .rowKernels()
                    .normalize(
                        from,
                        to,
                        first * channels,
                        end - first,
                        channels,
                        zeros,
                        form.scale(),
                        form.shift()));
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
