package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;

/**
 * A convolution with what follows it: {@code Conv2D [BatchNorm] [ReLU] [BatchNorm]}, in one pass.
 *
 * <p>A BatchNorm straight after the convolution goes into kernel and bias; one after the ReLU is a
 * scale and a shift at the end of the pass. Moving averages are constants here.
 */
final class FrozenConvolution implements FrozenStage {
  private final FixedConvolution convolution;
  private final Shape outputShape;
  private final String layers;

  private FrozenConvolution(FixedConvolution convolution, Shape outputShape, String layers) {
    this.convolution = convolution;
    this.outputShape = outputShape;
    this.layers = layers;
  }

  /** Collects layers as they come; each method tells whether it took the layer. */
  static final class Builder {
    private final Conv2D layer;
    private final StringBuilder layers;
    private float[] kernel;
    private float[] bias;
    private boolean rectified;
    private float[] scale;
    private float[] shift;

    Builder(Conv2D layer) {
      this.layer = layer;
      this.layers = new StringBuilder(layer.name());
      this.kernel = layer.kernel().value().copy().data();
      this.bias = layer.bias() == null ? null : layer.bias().value().copy().data();
    }

    /** Takes the next layer of the network into this pass, if it can. */
    boolean take(Layer next) {
      boolean taken = true;
      if (next instanceof ReLU && scale == null) {
        rectified = true;
      } else if (next instanceof BatchNorm norm && !rectified) {
        fold(norm);
      } else if (next instanceof BatchNorm norm && scale == null) {
        scale = norm.frozenScale();
        shift = norm.frozenShift();
      } else {
        taken = false;
      }
      if (taken) {
        layers.append(" + ").append(next.name());
      }
      return taken;
    }

    private void fold(BatchNorm norm) {
      float[] factor = norm.frozenScale();
      float[] summand = norm.frozenShift();
      int filters = factor.length;
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] *= factor[i % filters];
      }
      if (bias != null) {
        for (int f = 0; f < filters; f++) {
          summand[f] += bias[f] * factor[f];
        }
      }
      bias = summand;
    }

    FrozenConvolution build() {
      Epilogue epilogue = new Epilogue(bias, rectified, scale, shift);
      return new FrozenConvolution(
          layer.algorithm().fixed(kernel, epilogue), layer.outputShape(), layers.toString());
    }
  }

  @Override
  public void run(Tensor x, Tensor y) {
    y.reshapeToBatch(x.batchSize(), outputShape);
    convolution.forward(x.data(), x.batchSize(), y.data());
  }

  @Override
  public boolean worksInPlace() {
    return false;
  }

  @Override
  public String toString() {
    return layers;
  }
}
