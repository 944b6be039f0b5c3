package dev.limpid.layers.inference;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.ConvolutionRows;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.layers.InferenceForm;
import dev.limpid.layers.Layer;

/**
 * A convolution with what follows it, {@code Conv2D [BatchNorm] [ReLU] [BatchNorm]}, in one pass;
 * or the same with a Dense, which is the 1x1 convolution of an image of one pixel.
 *
 * <p>A BatchNorm straight after the convolution goes into kernel and bias; one after the ReLU is a
 * scale and a shift at the end of the pass. Moving averages are constants here.
 */
final class FrozenConvolution implements FrozenStage {
  private final FixedConvolution convolution;
  private final int weights;
  private final Shape outputShape;
  private final String layers;

  private FrozenConvolution(
      FixedConvolution convolution, int weights, Shape outputShape, String layers) {
    this.convolution = convolution;
    this.weights = weights;
    this.outputShape = outputShape;
    this.layers = layers;
  }

  /** Begins with a convolution and collects what follows it. */
  static final class Builder {
    private final InferenceForm.Convolution form;
    private final Shape outputShape;
    private final StringBuilder layers;
    private float[] bias;
    private boolean rectified;
    private float ceiling = Float.POSITIVE_INFINITY;
    private InferenceForm.Affine after;

    Builder(Layer layer, InferenceForm.Convolution form) {
      this.form = form;
      this.outputShape = layer.outputShape();
      this.layers = new StringBuilder(layer.name());
      this.bias = form.bias();
    }

    /** Takes the next layer of the network into this pass; tells whether it could. */
    boolean take(String next, InferenceForm nextForm) {
      if (after != null) {
        return false;
      }
      if (nextForm instanceof InferenceForm.Rectifier rectifier) {
        rectified = true;
        ceiling = Math.min(ceiling, rectifier.ceiling());
      } else if (nextForm instanceof InferenceForm.Affine affine) {
        if (rectified) {
          after = affine;
        } else {
          fold(affine);
        }
      } else {
        return false;
      }
      layers.append(" + ").append(next);
      return true;
    }

    private void fold(InferenceForm.Affine affine) {
      float[] kernel = form.kernel();
      int filters = affine.scale().length;
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] *= affine.scale()[i % filters];
      }
      float[] folded = affine.shift();
      if (bias != null) {
        for (int f = 0; f < filters; f++) {
          folded[f] += bias[f] * affine.scale()[f];
        }
      }
      bias = folded;
    }

    FrozenConvolution build() {
      Epilogue epilogue =
          new Epilogue(
              bias,
              rectified,
              ceiling,
              after == null ? null : after.scale(),
              after == null ? null : after.shift());
      return new FrozenConvolution(
          form.algorithm().fixed(form.kernel(), epilogue),
          form.kernel().length,
          outputShape,
          layers.toString());
    }
  }

  @Override
  public void run(Tensor[] xs, Tensor y) {
    Tensor x = xs[0];
    y.reshapeToBatch(x.batchSize(), outputShape);
    convolution.forward(x.data(), x.batchSize(), y.data());
  }

  /** The same by rows; null if it computes whole images alone. */
  ConvolutionRows rows() {
    return convolution.rows();
  }

  @Override
  public boolean worksInPlace() {
    return false;
  }

  @Override
  public Shape outputShape() {
    return outputShape;
  }

  @Override
  public long weights() {
    return weights;
  }

  @Override
  public String toString() {
    return layers;
  }
}
