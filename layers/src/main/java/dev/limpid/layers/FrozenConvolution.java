package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvAlgorithms;
import dev.limpid.core.conv.ConvGeometry;
import dev.limpid.core.conv.ConvProvider;
import dev.limpid.core.conv.Epilogue;
import dev.limpid.core.conv.FixedConvolution;
import dev.limpid.core.conv.Window;

/**
 * A convolution with what follows it: {@code Conv2D [BatchNorm] [ReLU] [BatchNorm]}, in one pass;
 * or the same with a Dense, which is the 1x1 convolution of an image of one pixel.
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
    private final ConvAlgorithm algorithm;
    private final Shape outputShape;
    private final StringBuilder layers;
    private final float[] kernel;
    private float[] bias;
    private boolean rectified;
    private float[] scale;
    private float[] shift;

    private Builder(Layer layer, ConvAlgorithm algorithm, Parameter kernel, Parameter bias) {
      this.algorithm = algorithm;
      this.outputShape = layer.outputShape();
      this.layers = new StringBuilder(layer.name());
      this.kernel = kernel.value().copy().data();
      this.bias = bias == null ? null : bias.value().copy().data();
    }

    /**
     * Begins with a convolution, or a dense layer if the matrix product has convolutions of its
     * own: they pack the kernel once. For one image the kernel is all that there is to read, and
     * packing it anew took four times as long again.
     *
     * @return null for any other layer
     */
    static Builder of(Layer layer) {
      if (layer instanceof Conv2D conv) {
        return new Builder(conv, conv.algorithm(), conv.kernel(), conv.bias());
      } else if (layer instanceof Dense dense && dense.compute().gemm() instanceof ConvProvider) {
        return new Builder(dense, convolutionOf(dense), dense.kernel(), dense.bias());
      }
      return null;
    }

    private static ConvAlgorithm convolutionOf(Dense layer) {
      Window pixel = new Window(1, 1, 1, 1, 0, 1);
      int inputs = layer.inputShape().dim(0);
      int units = layer.outputShape().dim(0);
      ConvGeometry geometry = new ConvGeometry(pixel, pixel, inputs, units, 1);
      Compute compute = layer.compute();
      return ConvAlgorithms.named("implicit", geometry, compute.gemm(), compute.parallel());
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
          algorithm.fixed(kernel, epilogue), outputShape, layers.toString());
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
