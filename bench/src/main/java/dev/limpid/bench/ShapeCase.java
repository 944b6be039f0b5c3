package dev.limpid.bench;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.GELU;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A layer with its sizes.
 *
 * @param name such as {@code 1x1, 56x56, 64 to 256}
 * @param layer makes it
 * @param input the shape of a sample
 * @param samples how many
 * @param flopsOfOutput multiplications and additions for each value of the output, by the formula;
 *     0 where memory is the measure
 */
record ShapeCase(
    String name, Supplier<Layer> layer, Shape input, int samples, double flopsOfOutput) {
  /**
   * A pass.
   *
   * @param flops multiplications and additions; 0 where memory is the measure
   * @param bytes input and output
   */
  record Pass(String name, Runnable work, double flops, double bytes) {}

  /** Those of networks in use: ResNet, MobileNet, Inception, LeNet, VGG. */
  static List<ShapeCase> all(int batch) {
    List<ShapeCase> all = new ArrayList<>();
    all.add(convolution(batch, 1, 1, 56, 64, 256));
    all.add(convolution(batch, 1, 1, 28, 512, 128));
    all.add(convolution(batch, 1, 1, 14, 1024, 256));
    all.add(convolution(batch, 1, 1, 14, 96, 576));
    all.add(convolution(batch, 1, 1, 7, 960, 320));
    all.add(convolution(batch, 3, 2, 56, 128, 128));
    all.add(convolution(batch, 3, 2, 28, 256, 256));
    all.add(convolution(batch, 1, 2, 28, 512, 1024));
    all.add(convolution(batch, 7, 2, 224, 3, 64));
    all.add(convolution(batch, 5, 1, 28, 32, 96));
    all.add(convolution(batch, 3, 1, 56, 3, 32));
    all.add(convolution(batch, 3, 1, 56, 24, 24));
    all.add(convolution(batch, 3, 1, 56, 30, 30));
    all.add(convolution(batch, 3, 1, 28, 100, 100));
    for (int size : new int[] {1000, 2048, 4096}) {
      all.add(dense(128, size));
    }
    all.add(depthwise(batch, 1, 112, 32));
    all.add(depthwise(batch, 2, 112, 96));
    all.add(depthwise(batch, 1, 56, 144));
    all.add(depthwise(batch, 1, 28, 120));
    all.add(depthwise(batch, 1, 14, 512));
    all.add(depthwise(batch, 1, 7, 960));
    all.add(memory("max pool 2x2", batch, 56, 64, () -> new MaxPool2D(2)));
    all.add(
        memory(
            "max pool 3x3 stride 2",
            batch,
            112,
            64,
            () -> new MaxPool2D(3).stride(2).padding(Padding.SAME)));
    all.add(memory("average pool 2x2", batch, 56, 64, () -> new AvgPool2D(2)));
    all.add(memory("global average pool", batch, 7, 2048, GlobalAvgPool2D::new));
    all.add(memory("global max pool", batch, 7, 2048, GlobalMaxPool2D::new));
    all.add(memory("tanh", batch, 28, 64, Tanh::new));
    all.add(memory("sigmoid", batch, 28, 64, Sigmoid::new));
    all.add(memory("SiLU", batch, 28, 64, SiLU::new));
    all.add(memory("GELU", batch, 28, 64, GELU::new));
    all.add(new ShapeCase("softmax, 1000", Softmax::new, Shape.of(1000), 128, 0));
    return all;
  }

  private static ShapeCase convolution(
      int batch, int kernel, int stride, int size, int channels, int filters) {
    return new ShapeCase(
        String.format(
            Locale.ROOT,
            "%dx%d%s, %dx%d, %d to %d",
            kernel,
            kernel,
            stride == 1 ? "" : " stride " + stride,
            size,
            size,
            channels,
            filters),
        () -> new Conv2D(filters, kernel).stride(stride).same(),
        Shape.of(size, size, channels),
        batch,
        2.0 * kernel * kernel * channels);
  }

  private static ShapeCase dense(int batch, int size) {
    return new ShapeCase(
        String.format(Locale.ROOT, "dense, %d to %d, %d samples", size, size, batch),
        () -> new Dense(size),
        Shape.of(size),
        batch,
        2.0 * size);
  }

  private static ShapeCase depthwise(int batch, int stride, int size, int channels) {
    return memory(
        "depthwise 3x3" + (stride == 1 ? "" : " stride " + stride),
        batch,
        size,
        channels,
        () -> new DepthwiseConv2D(3).stride(stride).same().bias(false));
  }

  private static ShapeCase memory(
      String name, int batch, int size, int channels, Supplier<Layer> layer) {
    String sizes = String.format(Locale.ROOT, ", %dx%d, %d", size, size, channels);
    return new ShapeCase(name + sizes, layer, Shape.of(size, size, channels), batch, 0);
  }

  /** The layer's passes; the backward one computes the gradients by the input and by parameters. */
  List<Pass> prepare(Compute compute) {
    Layer built = layer.get();
    built.build(input, Rng.of(1), compute);
    Shape output = built.outputShape();
    Rng rng = Rng.of(2);
    Tensor x = random(input.batch(samples), rng);
    Tensor dy = random(output.batch(samples), rng);
    Tensor y = Tensor.zeros(output.batch(samples));
    Tensor dx = Tensor.zeros(input.batch(samples));
    double flops = flopsOfOutput * y.size();
    double bytes = 4.0 * (x.size() + y.size());
    boolean trains = !built.parameters().isEmpty();
    Pass inference = new Pass("inference", () -> built.forward(x, y, Mode.INFERENCE), flops, bytes);
    Runnable back = () -> built.backward(dy, dx);
    built.forward(x, y, Mode.TRAIN);
    return List.of(
        inference, new Pass("backward", back, trains ? 2 * flops : 0, trains ? 2 * bytes : bytes));
  }

  private static Tensor random(Shape shape, Rng rng) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return Tensor.of(shape, values);
  }
}
