package dev.limpid.interop.onnx;

import dev.limpid.layers.Dropout;
import dev.limpid.layers.ELU;
import dev.limpid.layers.GELU;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.HardSwish;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Mish;
import dev.limpid.layers.PReLU;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.SELU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Softplus;
import dev.limpid.layers.Softsign;
import dev.limpid.layers.Tanh;
import dev.limpid.layers.ThresholdedReLU;
import dev.limpid.layers.merge.Subtract;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Functions of each value, and those of rows of scores. */
final class Activations {
  private static final double SELU_ALPHA = 1.6732632423543772;
  private static final double SELU_GAMMA = 1.0507009873554805;

  private Activations() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    each(operators, "Relu", node -> new ReLU());
    each(operators, "Sigmoid", node -> new Sigmoid());
    each(operators, "Tanh", node -> new Tanh());
    each(operators, "Softplus", node -> new Softplus());
    each(operators, "Softsign", node -> new Softsign());
    each(operators, "HardSwish", node -> new HardSwish());
    each(operators, "Mish", node -> new Mish());
    each(operators, "Gelu", node -> new GELU(node.text("approximate", "none").equals("tanh")));
    each(operators, "Elu", node -> new ELU(Norms.decimal(node.real("alpha", 1))));
    each(operators, "Selu", Activations::selu);
    each(operators, "LeakyRelu", n -> new LeakyReLU(Norms.decimal(n.real("alpha", 0.01))));
    each(
        operators,
        "ThresholdedRelu",
        node -> new ThresholdedReLU(Norms.decimal(node.real("alpha", 1))));
    operators.put("HardSigmoid", Activations::hardSigmoid);
    operators.put("Celu", Activations::celu);
    operators.put("Shrink", Activations::shrink);
    operators.put("Log", Activations::logarithm);
    operators.put("PRelu", Activations::parametric);
    operators.put("Clip", Activations::clip);
    operators.put("Identity", step -> step.input(0));
    operators.put("Dropout", Activations::dropout);
    operators.put("Softmax", step -> scores(step, new Softmax()));
    operators.put("LogSoftmax", step -> scores(step, new LogSoftmax()));
  }

  private static void each(
      Map<String, Operators.Operator> operators, String name, Function<OnnxNode, Layer> layer) {
    operators.put(
        name,
        step -> {
          Value x = step.input(0);
          return x.isComputed() || x.isConstant()
              ? step.importer().inPlaceOf(step.computed(0), layer.apply(step.node()))
              : Value.without(x.dims());
        });
  }

  private static Layer selu(OnnxNode node) {
    if (Math.abs(node.real("alpha", SELU_ALPHA) - SELU_ALPHA) > 1e-4
        || Math.abs(node.real("gamma", SELU_GAMMA) - SELU_GAMMA) > 1e-4) {
      throw new IllegalArgumentException("has other numbers than SELU");
    }
    return new SELU();
  }

  /** {@code alpha elu(x / alpha)}. */
  private static Value celu(Step step) {
    double alpha = Norms.decimal(step.node().real("alpha", 1));
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("has an alpha of " + alpha);
    }
    Importer importer = step.importer();
    Value x = step.computed(0);
    if (alpha == 1) {
      return importer.inPlaceOf(x, new ELU());
    }
    Value inner = importer.inPlaceOf(x, new Rescaling(1 / alpha, 0));
    return importer.inPlaceOf(importer.inPlaceOf(inner, new ELU()), new Rescaling(alpha, 0));
  }

  /**
   * {@code x - bias} above lambd, {@code x + bias} below -lambd, else 0; PyTorch's Softshrink has
   * both equal, its Hardshrink no bias.
   */
  private static Value shrink(Step step) {
    double lambda = step.node().real("lambd", 0.5);
    double bias = step.node().real("bias", 0);
    if (!(lambda >= 0) || bias != 0 && bias != lambda) {
      throw new IllegalArgumentException("has a lambd of " + lambda + " and a bias of " + bias);
    }
    Importer importer = step.importer();
    Value x = step.computed(0);
    Expr above = beyond(importer, x.expr(), lambda, bias);
    Expr below = beyond(importer, importer.layer(new Rescaling(-1, 0), x.expr()), lambda, bias);
    return Value.of(x.layout(), importer.layer(new Subtract(), above, below));
  }

  private static Expr beyond(Importer importer, Expr x, double lambda, double bias) {
    return bias == 0
        ? importer.layer(new ThresholdedReLU(Math.nextUp((float) lambda)), x)
        : importer.layer(new ReLU(), importer.layer(new Rescaling(1, -lambda), x));
  }

  /** Of a sigmoid, {@code -softplus(-x)}; alone it is part of a formula. */
  private static Value logarithm(Step step) {
    Value y = step.input(0);
    if (!y.isBy("Sigmoid") || !y.isComputed()) {
      return Value.without(y.dims());
    }
    Importer importer = step.importer();
    Value negative = importer.inPlaceOf(y.input(0), new Rescaling(-1, 0));
    return importer.inPlaceOf(importer.inPlaceOf(negative, new Softplus()), new Rescaling(-1, 0));
  }

  /** {@code max(0, min(1, alpha x + beta))}; ONNX's alpha is 0.2 by default, Limpid's 1/6. */
  private static Value hardSigmoid(Step step) {
    double alpha = step.node().real("alpha", 0.2);
    double beta = step.node().real("beta", 0.5);
    Value x = step.computed(0);
    if (Math.abs(alpha - 1 / 6.0) > 1e-7 || beta != 0.5) {
      x = step.importer().inPlaceOf(x, new Rescaling(6 * alpha, 6 * (beta - 0.5)));
    }
    return step.importer().inPlaceOf(x, new HardSigmoid());
  }

  private static Value parametric(Step step) {
    Value input = step.computed(0);
    int channels = input.dims()[0];
    OnnxTensor slope = step.constant(1);
    int size = slope.size();
    int[] dims = slope.dims();
    // One slope, or one for each channel: [C, 1, 1], or [C] as old files have it.
    int first = Math.max(0, dims.length - input.rank());
    boolean ofChannels = size == channels && dims.length > first && dims[first] == channels;
    if (size != 1 && !ofChannels) {
      throw new IllegalArgumentException("has slopes of other shapes than one or one a channel");
    }
    step.importer().noteWeight(slope);
    int[] order = Layout.channelsLast(input.rank());
    Map<String, Supplier<float[]>> weights =
        Map.of(
            "slope",
            () -> ConstantMoves.spread(slope.reshaped(size), new int[] {channels}).floats());
    Expr x = step.importer().stored(input, order);
    Expr y = step.importer().layer(new PReLU(), weights, step.layerName(), x);
    return step.importer().value(y, input.dims(), order);
  }

  private static Value clip(Step step) {
    double low = bound(step, "min", 1, Double.NEGATIVE_INFINITY);
    double high = bound(step, "max", 2, Double.POSITIVE_INFINITY);
    Value x = step.computed(0);
    Importer importer = step.importer();
    if (low == 0 && high == 6) {
      return importer.inPlaceOf(x, new ReLU6());
    }
    if (high >= Float.MAX_VALUE) {
      return low <= -Float.MAX_VALUE ? x : shiftedReLU(importer, x, low, 1);
    }
    if (low <= -Float.MAX_VALUE) {
      return shiftedReLU(importer, x, high, -1);
    }
    if (!(low < high)) {
      throw new IllegalArgumentException("clips to " + low + " to " + high);
    }
    // A hard sigmoid rises from 0 to 1 between -3 and 3.
    double width = high - low;
    Value scaled = importer.inPlaceOf(x, new Rescaling(6 / width, -6 * low / width - 3));
    Value clipped = importer.inPlaceOf(scaled, new HardSigmoid());
    return importer.inPlaceOf(clipped, new Rescaling(width, low));
  }

  /** {@code max(x, bound)}, or {@code min(x, bound)} where the sign is -1. */
  private static Value shiftedReLU(Importer importer, Value x, double bound, int sign) {
    if (bound == 0 && sign == 1) {
      return importer.inPlaceOf(x, new ReLU());
    }
    Value shifted = importer.inPlaceOf(x, new Rescaling(sign, -sign * bound));
    Value positive = importer.inPlaceOf(shifted, new ReLU());
    return importer.inPlaceOf(positive, new Rescaling(sign, bound));
  }

  private static double bound(Step step, String attribute, int input, double otherwise) {
    if (step.optional(input) != null) {
      return step.constant(input).floats()[0];
    }
    return step.node().real(attribute, otherwise);
  }

  /** Nothing in inference, but training goes on with it. */
  private static Value dropout(Step step) {
    double rate =
        step.optional(1) != null ? step.constant(1).floats()[0] : step.node().real("ratio", 0.5);
    Value x = step.computed(0);
    return rate > 0 && rate < 1
        ? step.importer().inPlaceOf(x, new Dropout(Norms.decimal(rate)))
        : x;
  }

  /** Along one axis; before opset 13 along all from that one on, by default from the first. */
  private static Value scores(Step step, Layer layer) {
    Value input = step.computed(0);
    boolean along = step.importer().opset() >= 13;
    int rank = input.rank();
    int axis = step.sampleAxis(step.node().integer("axis", along ? -1 : 1), rank);
    int[] behind = Arrays.copyOfRange(input.dims(), axis + 1, rank);
    boolean alone = along || OnnxTensor.size(behind) == 1;
    int[][] groups = new int[alone ? rank : axis + 1][];
    int next = 0;
    for (int dim = 0; dim < rank; dim++) {
      if (dim < axis || alone && dim != axis) {
        groups[next++] = new int[] {dim};
      }
    }
    groups[next] = alone ? new int[] {axis} : Importer.range(axis, rank);
    Expr y = step.importer().layer(layer, step.importer().stored(input, groups));
    int[] order = Arrays.stream(groups).flatMapToInt(Arrays::stream).toArray();
    return step.importer().value(y, input.dims(), order);
  }
}
