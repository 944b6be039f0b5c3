package dev.limpid.layers.inference;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.InferenceForm;
import dev.limpid.layers.Layer;

/** A scale and a shift of the channels that follow no convolution: {@code y = x scale + shift}. */
final class FrozenAffine implements FrozenStage {
  private static final int PIECE_FLOATS = 1 << 15;

  private final String layer;
  private final Shape outputShape;
  private final InferenceForm.Affine form;
  private final float[] zeros;
  private final Compute compute;

  FrozenAffine(Layer layer, InferenceForm.Affine form, Compute compute) {
    this.layer = layer.name();
    this.outputShape = layer.outputShape();
    this.form = form;
    this.zeros = new float[form.scale().length];
    this.compute = compute;
  }

  @Override
  public void run(Tensor[] xs, Tensor y) {
    Tensor x = xs[0];
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
  public Shape outputShape() {
    return outputShape;
  }

  @Override
  public long weights() {
    return 2L * zeros.length;
  }

  @Override
  public String toString() {
    return layer;
  }
}
