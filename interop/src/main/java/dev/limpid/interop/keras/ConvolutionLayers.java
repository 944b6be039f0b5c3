package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.resize.Cropping2D;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Convolutions and fully connected layers. */
final class ConvolutionLayers {
  private ConvolutionLayers() {}

  static void addTo(Map<String, Function<Call, Flow>> readers) {
    readers.put("Conv2D", ConvolutionLayers::convolution);
    readers.put("DepthwiseConv2D", ConvolutionLayers::depthwise);
    readers.put("SeparableConv2D", ConvolutionLayers::separable);
    readers.put("Conv2DTranspose", ConvolutionLayers::transposed);
    readers.put("Dense", ConvolutionLayers::dense);
  }

  static Padding padding(Call call) {
    String padding = call.options().text("padding", "valid");
    return switch (padding) {
      case "same" -> Padding.SAME;
      case "valid" -> Padding.VALID;
      default -> throw call.refuse("has the padding '" + padding + "'");
    };
  }

  private static void bias(Call call, Layer layer, int filters, boolean has) {
    if (has) {
      call.variable("bias", true, filters).into(layer, "bias");
    }
  }

  private static Flow convolution(Call call) {
    KerasOptions options = call.options();
    int filters = options.integer("filters");
    int[] kernel = options.pair("kernel_size", 1);
    int[] stride = options.pair("strides", 1);
    int[] dilation = options.pair("dilation_rate", 1);
    int groups = options.integer("groups", 1);
    boolean bias = options.flag("use_bias", true);
    Flow image = call.image();
    int channels = image.node().shape().dim(2);
    Conv2D layer =
        made(
            call,
            () ->
                new Conv2D(filters, kernel[0], kernel[1])
                    .stride(stride[0], stride[1])
                    .dilation(dilation[0], dilation[1])
                    .groups(groups)
                    .padding(padding(call))
                    .bias(bias));
    Flow out = call.add(layer, image);
    call.variable("kernel", true, kernel[0], kernel[1], channels / groups, filters)
        .into(layer, "kernel");
    bias(call, layer, filters, bias);
    return ActivationLayers.after(call, out);
  }

  /** What numbers a layer can't have is said with the layer's name. */
  static <L> L made(Call call, Supplier<L> make) {
    try {
      return make.get();
    } catch (IllegalArgumentException e) {
      throw call.refuse("can't be made: " + e.getMessage());
    }
  }

  private static int dilation(Call call) {
    int[] dilation = call.options().pair("dilation_rate", 1);
    if (dilation[0] != dilation[1]) {
      throw call.refuse("has dilations that differ in height and width");
    }
    return dilation[0];
  }

  private static DepthwiseConv2D depthwise(Call call, boolean bias) {
    int[] kernel = call.options().pair("kernel_size", 1);
    int[] stride = call.options().pair("strides", 1);
    int multiplier = call.options().integer("depth_multiplier", 1);
    int dilation = dilation(call);
    return made(
        call,
        () ->
            new DepthwiseConv2D(kernel[0], kernel[1])
                .stride(stride[0], stride[1])
                .dilation(dilation)
                .multiplier(multiplier)
                .padding(padding(call))
                .bias(bias));
  }

  /** Keras's kernel is {@code [KH, KW, C, multiplier]}, in the order of {@code C multiplier}. */
  private static Variable depthwiseKernel(Call call, String role, int channels) {
    int[] kernel = call.options().pair("kernel_size", 1);
    int multiplier = call.options().integer("depth_multiplier", 1);
    return call.variable(role, true, kernel[0], kernel[1], channels, multiplier);
  }

  private static Flow depthwise(Call call) {
    call.options().ignore("filters", "groups");
    boolean bias = call.options().flag("use_bias", true);
    DepthwiseConv2D layer = depthwise(call, bias);
    Flow image = call.image();
    int channels = image.node().shape().dim(2);
    Flow out = call.add(layer, image);
    depthwiseKernel(call, "depthwise_kernel", channels).into(layer, "kernel");
    bias(call, layer, out.node().shape().dim(2), bias);
    return ActivationLayers.after(call, out);
  }

  private static Flow separable(Call call) {
    call.options().require("groups", 1L);
    int filters = call.options().integer("filters");
    boolean bias = call.options().flag("use_bias", true);
    DepthwiseConv2D depthwise = depthwise(call, false);
    Conv2D pointwise = made(call, () -> new Conv2D(filters, 1).bias(bias));
    Flow image = call.image();
    int channels = image.node().shape().dim(2);
    Flow between = call.add("depthwise", depthwise, image);
    Flow out = call.add("pointwise", pointwise, between);
    depthwiseKernel(call, "depthwise_kernel", channels).into(depthwise, "kernel");
    call.variable("pointwise_kernel", true, 1, 1, between.node().shape().dim(2), filters)
        .into(pointwise, "kernel");
    bias(call, pointwise, filters, bias);
    return ActivationLayers.after(call, out);
  }

  /**
   * The gradient of a convolution, as TensorFlow has it. With an output padding the output is
   * {@code (size - 1) stride + kernel - 2 (kernel / 2) + padding} long, and what the convolution of
   * that size would have been padded by is cut off.
   */
  private static Flow transposed(Call call) {
    KerasOptions options = call.options();
    options.require("groups", 1L);
    int filters = options.integer("filters");
    int[] kernel = options.pair("kernel_size", 1);
    int[] stride = options.pair("strides", 1);
    boolean bias = options.flag("use_bias", true);
    if (dilation(call) != 1) {
      throw call.refuse("has a dilation, which Limpid's transposed convolution does not have");
    }
    Padding padding = padding(call);
    boolean whole = options.has("output_padding");
    int[] more = options.pair("output_padding", 0);
    Flow image = call.image();
    Shape in = image.node().shape();
    Conv2DTranspose layer =
        made(
            call,
            () ->
                new Conv2DTranspose(filters, kernel[0], kernel[1])
                    .stride(stride[0], stride[1])
                    .padding(whole ? Padding.explicit(0, 0) : padding)
                    .bias(bias));
    Flow out = call.add(layer, image);
    if (whole) {
      int[] rows = cut(call, in.dim(0), kernel[0], stride[0], more[0], padding);
      int[] columns = cut(call, in.dim(1), kernel[1], stride[1], more[1], padding);
      out =
          call.add("output_padding", new Cropping2D(rows[0], rows[1], columns[0], columns[1]), out);
    }
    call.variable("kernel", true, kernel[0], kernel[1], filters, in.dim(2)).into(layer, "kernel");
    bias(call, layer, filters, bias);
    return ActivationLayers.after(call, out);
  }

  private static int[] cut(Call call, int size, int taps, int stride, int more, Padding padding) {
    boolean same = padding == Padding.SAME;
    int all = (size - 1) * stride + taps;
    int wanted = all - (same ? 2 * (taps / 2) : 0) + more;
    int steps = same ? (wanted + stride - 1) / stride : (wanted - taps) / stride + 1;
    int total = all - wanted;
    if (steps != size || total < 0) {
      throw call.refuse("has an output_padding of " + more + ", which Limpid does not have");
    }
    return new int[] {total / 2, total - total / 2};
  }

  /** On the last axis; of images and sequences, it is a convolution of 1 x 1. */
  private static Flow dense(Call call) {
    int units = call.options().integer("units");
    boolean bias = call.options().flag("use_bias", true);
    Flow flow = call.natural();
    Shape shape = flow.node().shape();
    if (shape.rank() == 1) {
      Dense layer = made(call, () -> new Dense(units).bias(bias));
      Flow out = call.add(layer, flow);
      call.variable("kernel", true, shape.dim(0), units).into(layer, "kernel");
      bias(call, layer, units, bias);
      return ActivationLayers.after(call, out);
    }
    if (shape.rank() == 0) {
      throw call.refuse("is applied to single numbers");
    }
    Conv2D layer = made(call, () -> new Conv2D(units, 1).bias(bias));
    Flow image =
        shape.rank() == 2
            ? call.add("rows", new Reshape(shape.dim(0), 1, shape.dim(1)), flow)
            : flow;
    Flow out = call.add(layer, image);
    call.variable("kernel", true, shape.dim(-1), units).into(layer, "kernel");
    bias(call, layer, units, bias);
    if (shape.rank() == 2) {
      out = call.add("sequence", new Reshape(shape.dim(0), units), out);
    }
    return ActivationLayers.after(call, out);
  }
}
