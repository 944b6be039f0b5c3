package dev.limpid.interop.onnx;

import dev.limpid.layers.Layer;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import java.util.Arrays;
import java.util.Map;

/** Pooling. */
final class Pools {
  private Pools() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("MaxPool", Pools::greatest);
    operators.put("AveragePool", Pools::average);
    operators.put("GlobalMaxPool", step -> global(step, new GlobalMaxPool2D()));
    operators.put("GlobalAveragePool", step -> global(step, new GlobalAvgPool2D()));
  }

  private static Value greatest(Step step) {
    Value input = step.image();
    Windows windows = windows(step, input);
    if (windows.dilations()[0] != windows.dilations()[1]) {
      throw new IllegalArgumentException("has two different dilations");
    }
    return pooled(
        step,
        input,
        new MaxPool2D(windows.kernel()[0], windows.kernel()[1])
            .stride(windows.strides()[0], windows.strides()[1])
            .dilation(windows.dilations()[0])
            .padding(windows.padding()));
  }

  private static Value average(Step step) {
    if (step.input(0).rank() == 4) {
      return alongChannels(step);
    }
    Value input = step.image();
    Windows windows = windows(step, input);
    if (windows.dilations()[0] * windows.dilations()[1] != 1) {
      throw new IllegalArgumentException("has dilations, which no average pool here has");
    }
    boolean counts = step.node().integer("count_include_pad", 0) != 0;
    int[] own = Windows.of(step.node(), new int[] {1, 1}, windows.kernel()).pads();
    if (counts && (windows.pads()[2] > own[2] || windows.pads()[3] > own[3])) {
      throw new IllegalArgumentException(
          "counts its padding, and its last windows reach beyond that");
    }
    return pooled(
        step,
        input,
        new AvgPool2D(windows.kernel()[0], windows.kernel()[1])
            .stride(windows.strides()[0], windows.strides()[1])
            .countPadding(counts)
            .padding(windows.padding()));
  }

  private static Value pooled(Step step, Value input, Layer layer) {
    return step.importer().ofImage(step.importer().layer(layer, step.importer().image(input)));
  }

  /** The window; where sizes are rounded up, as much padding after as the last one needs. */
  private static Windows windows(Step step, Value input) {
    int[] image = {input.dims()[1], input.dims()[2]};
    Windows windows = Windows.of(step.node(), image, Windows.kernel(step.node()));
    if (windows.same()) {
      return windows;
    }
    boolean up = step.node().integer("ceil_mode", 0) != 0;
    int[] pads = windows.pads().clone();
    for (int i = 0; i < 2; i++) {
      long room = (long) image[i] + pads[i] + pads[i + 2] - windows.extent(i);
      long stride = windows.strides()[i];
      if (room < 0) {
        throw new IllegalArgumentException("its window is larger than its image");
      }
      long last = (up ? (room + stride - 1) / stride : room / stride) * stride;
      // A window that begins behind the image is left out.
      last -= last >= (long) image[i] + pads[i] ? stride : 0;
      pads[i + 2] = (int) Math.max(0, last + windows.extent(i) - image[i] - pads[i]);
    }
    return windows.withPads(pads);
  }

  /** PyTorch's local response norm averages squares over channels so; see {@link Formulas}. */
  private static Value alongChannels(Step step) {
    int[] dims = step.input(0).dims().clone();
    long[] kernel = step.node().integers("kernel_shape");
    if (kernel.length != 3
        || kernel[1] * kernel[2] != 1
        || dims[0] != 1
        || Arrays.stream(step.node().integers("pads")).anyMatch(pad -> pad != 0)
        || Arrays.stream(step.node().integers("strides")).anyMatch(stride -> stride != 1)) {
      throw new IllegalArgumentException("pools along three axes; only images are supported");
    }
    dims[1] = Math.toIntExact(dims[1] - kernel[0] + 1);
    return Value.without(dims);
  }

  private static Value global(Step step, Layer layer) {
    Value input = step.image();
    Expr y = step.importer().layer(layer, step.importer().image(input));
    return step.importer().value(y, new int[] {input.dims()[0], 1, 1}, 0, 1, 2);
  }
}
