package dev.limpid.insight.doctor;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.List;
import java.util.Map;

/** Another layer, whose gradients are multiplied by factors afterwards. */
final class WrongLayer extends Layer {
  private final Layer right;
  private final double kernelFactor;
  private final double biasFactor;
  private final double inputFactor;

  WrongLayer(Layer right, double kernelFactor, double biasFactor, double inputFactor) {
    this.right = right;
    this.kernelFactor = kernelFactor;
    this.biasFactor = biasFactor;
    this.inputFactor = inputFactor;
  }

  @Override
  public Shape outputShape(Shape input) {
    return right.outputShape(input);
  }

  @Override
  public Map<String, Object> config() {
    return right.config();
  }

  @Override
  public List<Parameter> parameters() {
    return right.parameters();
  }

  @Override
  public boolean keepsInput() {
    return right.keepsInput();
  }

  @Override
  public boolean keepsOutput() {
    return right.keepsOutput();
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    right.named(name());
    right.build(input, rng, compute());
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    right.forward(x, y, mode);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    right.backward(dy, dx);
    double[] factors = {kernelFactor, biasFactor};
    for (int i = 0; i < right.parameters().size(); i++) {
      multiply(right.parameters().get(i).gradient(), factors[i]);
    }
    if (dx != null) {
      multiply(dx, inputFactor);
    }
  }

  private static void multiply(Tensor tensor, double factor) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] *= (float) factor;
    }
  }
}
