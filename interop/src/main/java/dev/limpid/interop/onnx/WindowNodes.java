package dev.limpid.interop.onnx;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import dev.limpid.interop.onnx.GraphWriter.NodeWriter;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Options;

/** Writes what slides a window over images, and the product with a matrix. */
final class WindowNodes extends LayerNodes {
  WindowNodes(GraphWriter graph) {
    super(graph);
  }

  String convolution(Layer layer, String x) {
    Options options = new Options(layer.type(), layer.config());
    int[] kernel = options.heightByWidth("kernel");
    int[] stride = options.heightByWidth("stride");
    int[] dilation = options.heightByWidth("dilation");
    String weight = kernel(layer);
    NodeWriter node =
        options.flag("bias")
            ? node("Conv", x, weight, vector(layer, "bias", "bias"))
            : node("Conv", x, weight);
    return node.set("kernel_shape", kernel)
        .set("strides", stride)
        .set("dilations", dilation)
        .set("group", options.integer("groups"))
        .set(
            "pads",
            pads(windows(layer.inputShape(), kernel, stride, dilation, options.padding("padding"))))
        .to(name());
  }

  String transposed(Layer layer, Options options, String x) {
    int[] kernel = options.heightByWidth("kernel");
    int[] stride = options.heightByWidth("stride");
    int[] one = {1, 1};
    Padding padding = options.padding("padding");
    int[] pads = new int[4];
    int[] more = new int[2];
    if (padding instanceof Padding.Explicit explicit) {
      pads = new int[] {explicit.height(), explicit.width(), explicit.height(), explicit.width()};
      more = new int[] {options.integer("outputPadding"), options.integer("outputPadding")};
    } else {
      Window[] back = windows(layer.outputShape(), kernel, stride, one, padding);
      for (int i = 0; i < 2; i++) {
        int whole = (layer.inputShape().dim(i) - 1) * stride[i] + kernel[i];
        int cut = whole - back[i].before() - layer.outputShape().dim(i);
        pads[i] = back[i].before();
        pads[i + 2] = Math.max(0, cut);
        more[i] = Math.max(0, -cut);
      }
    }
    String weight = kernel(layer);
    NodeWriter node =
        options.flag("bias")
            ? node("ConvTranspose", x, weight, vector(layer, "bias", "bias"))
            : node("ConvTranspose", x, weight);
    return node.set("kernel_shape", kernel)
        .set("strides", stride)
        .set("pads", pads)
        .set("output_padding", more)
        .to(name());
  }

  String dense(Layer layer, Options options, String x) {
    String weight = kernel(layer);
    NodeWriter node =
        options.flag("bias")
            ? node("Gemm", x, weight, vector(layer, "bias", "bias"))
            : node("Gemm", x, weight);
    return node.set("transB", 1L).to(name());
  }

  String pooled(Layer layer, Options options, String x) {
    int[] pool = options.heightByWidth("pool");
    int[] stride = options.heightByWidth("stride");
    int by = options.has("dilation") ? options.integer("dilation") : 1;
    int[] dilation = {by, by};
    int[] pads =
        pads(windows(layer.inputShape(), pool, stride, dilation, options.padding("padding")));
    boolean isMax = layer.type().equals("MaxPool2D");
    NodeWriter node = node(isMax ? "MaxPool" : "AveragePool", x);
    if (isMax && by != 1) {
      node.set("dilations", dilation);
    }
    if (!isMax && options.flag("countPadding")) {
      node.set("count_include_pad", 1L);
    }
    return node.set("kernel_shape", pool).set("strides", stride).set("pads", pads).to(name());
  }

  String global(String operator, String x) {
    return node("Flatten", node(operator, x).to(name() + ".pooled")).set("axis", 1L).to(name());
  }

  private String kernel(Layer layer) {
    Parameter kernel = parameter(layer, "kernel");
    int[] dims = kernel.value().shape().toArray();
    int[] axes = dims.length == 4 ? new int[] {3, 2, 0, 1} : new int[] {1, 0};
    int[] turned = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      turned[i] = dims[axes[i]];
    }
    float[] values = Convolutions.permuted(OnnxTensor.ofFloats(dims, kernel.value().data()), axes);
    return weight("weight", turned, values);
  }

  private static Window[] windows(
      Shape image, int[] kernel, int[] stride, int[] dilation, Padding padding) {
    return new Window[] {
      Window.along(0, image.dim(0), kernel[0], stride[0], dilation[0], padding),
      Window.along(1, image.dim(1), kernel[1], stride[1], dilation[1], padding)
    };
  }

  /** ONNX's paddings of windows: top, left, bottom, right. */
  private static int[] pads(Window... windows) {
    int[] pads = new int[4];
    for (int i = 0; i < 2; i++) {
      Window w = windows[i];
      int reach = (w.output() - 1) * w.stride() + (w.kernel() - 1) * w.dilation() + 1;
      pads[i] = w.before();
      pads[i + 2] = Math.max(0, reach - w.input() - w.before());
    }
    return pads;
  }
}
