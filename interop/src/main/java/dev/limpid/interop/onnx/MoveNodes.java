package dev.limpid.interop.onnx;

import dev.limpid.core.Shape;
import dev.limpid.interop.onnx.GraphWriter.NodeWriter;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Options;

/** Writes what moves values, and what joins several. */
final class MoveNodes extends LayerNodes {
  MoveNodes(GraphWriter graph) {
    super(graph);
  }

  String merged(Layer layer, String... inputs) {
    int rank = layer.outputShape().rank();
    return switch (layer.type()) {
      case "Add" -> node("Sum", inputs).to(name());
      case "Multiply" -> {
        String at = inputs[0];
        for (int i = 1; i < inputs.length; i++) {
          at = node("Mul", at, inputs[i]).to(i == inputs.length - 1 ? name() : name() + ".part");
        }
        yield at;
      }
      case "Subtract" -> node("Sub", inputs).to(name());
      case "Divide" -> node("Div", inputs).to(name());
      case "Maximum" -> node("Max", inputs).to(name());
      case "Minimum" -> node("Min", inputs).to(name());
      case "Mean" -> node("Mean", inputs).to(name());
      case "Concat" -> node("Concat", inputs).set("axis", rank == 3 ? 1L : -1L).to(name());
      default -> throw unknown(layer);
    };
  }

  /** One layer of one input. */
  String moved(Layer layer, Options options, String x) {
    Shape in = layer.inputShape();
    Shape out = layer.outputShape();
    return switch (layer.type()) {
      case "Flatten" -> {
        boolean turns = in.rank() == 3 && in.dim(2) > 1 && in.dim(0) * in.dim(1) > 1;
        yield node("Flatten", turns ? toChannelsLast(x, name()) : x).set("axis", 1L).to(name());
      }
      case "Reshape" -> reshaped(x, in, out);
      case "Permute" -> permuted(options, x, in, out);
      case "ZeroPadding2D" -> padded(options, x, "constant", 0);
      case "ConstantPadding2D" -> padded(options, x, "constant", options.number("value"));
      case "ReflectionPadding2D" -> padded(options, x, "reflect", 0);
      case "ReplicationPadding2D" -> padded(options, x, "edge", 0);
      case "Cropping2D" -> {
        int top = options.integer("top");
        int left = options.integer("left");
        yield sliced(
            x, new long[] {top, left}, new long[] {top + out.dim(0), left + out.dim(1)}, 2, 3);
      }
      case "Slice" ->
          sliced(
              x,
              new long[] {options.integer("from")},
              new long[] {options.integer("to")},
              in.rank() == 3 ? 1 : in.rank());
      case "UpSampling2D" -> resized(x, in, out, "nearest", "asymmetric", "floor");
      case "BilinearUpSampling2D" -> resized(x, in, out, "linear", "half_pixel", "floor");
      case "Resizing" ->
          resized(
              x,
              in,
              out,
              options.flag("nearest") ? "nearest" : "linear",
              centres(options),
              centres(options).equals("asymmetric") ? "floor" : "round_prefer_ceil");
      case "Broadcast" -> {
        int[] dims = out.rank() == 3 ? channelsFirst(out) : out.toArray();
        long[] all = new long[dims.length + 1];
        all[0] = 1;
        for (int i = 0; i < dims.length; i++) {
          all[i + 1] = dims[i];
        }
        yield node("Expand", x, graph().numbers(name() + ".shape", all)).to(name());
      }
      default -> throw unknown(layer);
    };
  }

  private String reshaped(String x, Shape in, Shape out) {
    String at = in.rank() == 3 ? toChannelsLast(x, name()) : x;
    long[] dims = new long[out.rank() + 1];
    dims[0] = -1;
    for (int i = 0; i < out.rank(); i++) {
      dims[i + 1] = out.dim(i);
    }
    boolean turns = out.rank() == 3;
    String y =
        node("Reshape", at, graph().numbers(name() + ".shape", dims))
            .to(turns ? name() + ".out" : name());
    return turns ? toChannelsFirst(y, name()) : y;
  }

  private String permuted(Options options, String x, Shape in, Shape out) {
    String[] order = options.text("order").split("x");
    int[] perm = new int[order.length + 1];
    for (int i = 0; i < order.length; i++) {
      perm[i + 1] = Integer.parseInt(order[i]);
    }
    String at = in.rank() == 3 ? toChannelsLast(x, name()) : x;
    boolean turns = out.rank() == 3;
    String y = node("Transpose", at).set("perm", perm).to(turns ? name() + ".out" : name());
    return turns ? toChannelsFirst(y, name()) : y;
  }

  private String padded(Options options, String x, String mode, double value) {
    String pads =
        graph()
            .numbers(
                name() + ".pads",
                0,
                0,
                options.integer("top"),
                options.integer("left"),
                0,
                0,
                options.integer("bottom"),
                options.integer("right"));
    NodeWriter node =
        value == 0 ? node("Pad", x, pads) : node("Pad", x, pads, number("value", value));
    return node.set("mode", mode).to(name());
  }

  private String sliced(String x, long[] from, long[] to, long... axes) {
    return node(
            "Slice",
            x,
            graph().numbers(name() + ".from", from),
            graph().numbers(name() + ".to", to),
            graph().numbers(name() + ".axes", axes))
        .to(name());
  }

  private static String centres(Options options) {
    return switch (options.has("centres") ? options.text("centres") : "half") {
      case "edges" -> "asymmetric";
      case "corners" -> "align_corners";
      default -> "half_pixel";
    };
  }

  /** By scales, because sizes would have to name() the batch, which is open. */
  private String resized(
      String x, Shape in, Shape out, String mode, String centres, String rounding) {
    float[] scales = {1, 1, scale(in.dim(0), out.dim(0)), scale(in.dim(1), out.dim(1))};
    return node("Resize", x, "", graph().weight(name() + ".scales", new int[] {4}, scales))
        .set("mode", mode)
        .set("coordinate_transformation_mode", centres)
        .set("nearest_mode", rounding)
        .to(name());
  }

  /** A float32 by which the size, rounded down, becomes the other. */
  private static float scale(int from, int to) {
    float scale = (float) ((double) to / from);
    while (Math.floor((double) scale * from) < to) {
      scale = Math.nextUp(scale);
    }
    return scale;
  }
}
