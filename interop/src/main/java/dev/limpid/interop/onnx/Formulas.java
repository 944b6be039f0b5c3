package dev.limpid.interop.onnx;

import dev.limpid.layers.GELU;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.HardSwish;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mish;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softsign;
import dev.limpid.layers.norm.UnitNorm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Layers that exporters write as formulas, because the operators of their time had no name for
 * them:
 *
 * <pre>
 * GELU        x (1 + erf(x / sqrt(2))) / 2, and the approximation by tanh
 * SiLU        x sigmoid(x), and likewise HardSwish and Mish
 * Softsign    x / (1 + |x|)
 * LayerNorm   (x - mean) / sqrt(mean((x - mean)^2) + eps)
 * UnitNorm    x / max(|x|, 1e-12)
 * LRN         x / (k + alpha mean of neighbours' squares)^beta
 * </pre>
 */
final class Formulas {
  private static final double CLOSE = 1e-5;

  private Formulas() {}

  /** The layer that a product completes; null if it is none of these. */
  static Value ofProduct(Step step) {
    List<Value> factors = new ArrayList<>();
    addFactors(step.input(0), factors, 2);
    addFactors(step.input(1), factors, 2);
    if (factors.size() == 3) {
      for (int i = 0; i < 3; i++) {
        List<Value> others = new ArrayList<>(factors);
        if (others.remove(i).number() == 0.5) {
          Value gelu = gelu(step, others.get(0), others.get(1));
          gelu = gelu != null ? gelu : gelu(step, others.get(1), others.get(0));
          if (gelu != null) {
            return gelu;
          }
        }
      }
    }
    Value gated = gated(step, step.input(0), step.input(1));
    return gated != null ? gated : gated(step, step.input(1), step.input(0));
  }

  private static void addFactors(Value value, List<Value> factors, int depth) {
    boolean isPart = !value.isConstant() && value.isBy("Mul") && depth > 0;
    if (isPart) {
      addFactors(value.input(0), factors, depth - 1);
      addFactors(value.input(1), factors, depth - 1);
    } else {
      factors.add(value);
    }
  }

  /** {@code x} times a function of it that makes a layer of its own with it. */
  private static Value gated(Step step, Value x, Value gate) {
    if (!x.isComputed() || !gate.isComputed()) {
      return null;
    }
    Layer layer = null;
    if (gate.isBy("Sigmoid") && gate.input(0) == x && gate.expr().layer() instanceof Sigmoid) {
      layer = new SiLU();
    } else if (gate.isBy("HardSigmoid")
        && gate.input(0) == x
        && gate.expr().layer() instanceof HardSigmoid
        && gate.expr().inputs().get(0) == x.expr()) {
      layer = new HardSwish();
    } else if (gate.isBy("Tanh") && gate.input(0).isBy("Softplus") && gate.input(0).input(0) == x) {
      layer = new Mish();
    }
    return layer == null ? null : step.importer().inPlaceOf(x, layer);
  }

  /** With {@code (1 + erf(x / sqrt(2)))}, or {@code (1 + tanh(...))}, for the second factor. */
  private static Value gelu(Step step, Value x, Value factor) {
    if (!x.isComputed() || !factor.isBy("Add")) {
      return null;
    }
    Value function = otherThan(factor, 1);
    if (function == null) {
      return null;
    }
    if (function.isBy("Erf")) {
      Value u = function.input(0);
      boolean divides =
          u.isBy("Div") && u.input(0) == x && isClose(u.input(1).number(), Math.sqrt(2));
      boolean multiplies =
          u.isBy("Mul") && u.inputs().contains(x) && isClose(constantOf(u), Math.sqrt(0.5));
      return divides || multiplies ? step.importer().inPlaceOf(x, new GELU(false)) : null;
    }
    return function.isBy("Tanh") && isCubic(function.input(0), x)
        ? step.importer().inPlaceOf(x, new GELU(true))
        : null;
  }

  /** {@code sqrt(2 / pi) (x + 0.044715 x^3)}. */
  private static boolean isCubic(Value value, Value x) {
    if (!value.isBy("Mul") || !isClose(constantOf(value), Math.sqrt(2 / Math.PI))) {
      return false;
    }
    Value sum = computedOf(value);
    if (!sum.isBy("Add") || !sum.inputs().contains(x)) {
      return false;
    }
    Value term = sum.input(0) == x ? sum.input(1) : sum.input(0);
    if (!term.isBy("Mul") || !isClose(constantOf(term), 0.044715)) {
      return false;
    }
    Value cube = computedOf(term);
    return cube.isBy("Pow") && cube.input(0) == x && cube.input(1).number() == 3;
  }

  private static boolean isClose(double value, double expected) {
    return Math.abs(value - expected) < CLOSE;
  }

  private static double constantOf(Value value) {
    return value.input(0).isConstant() ? value.input(0).number() : value.input(1).number();
  }

  private static Value computedOf(Value value) {
    return value.input(0).isConstant() ? value.input(1) : value.input(0);
  }

  /** The input of two that is not a constant of this value; null if there is no such constant. */
  private static Value otherThan(Value value, double constant) {
    return isClose(constantOf(value), constant) ? computedOf(value) : null;
  }

  /** The layer that a quotient completes; null if it is none of these. */
  static Value ofQuotient(Step step) {
    Value above = step.input(0);
    Value below = step.input(1);
    if (!above.isComputed() || below.isConstant()) {
      return null;
    }
    if (below.isBy("Add")
        && isClose(constantOf(below), 1)
        && computedOf(below).isBy("Abs")
        && computedOf(below).input(0) == above) {
      return step.importer().inPlaceOf(above, new Softsign());
    }
    if (below.isBy("Max")
        && constantOf(below) < CLOSE
        && computedOf(below).isBy("ReduceL2")
        && computedOf(below).input(0) == above) {
      return unitNorm(step, above, axes(computedOf(below), above));
    }
    Value norm = layerNorm(step, above, below);
    return norm != null ? norm : localResponse(step, above, below);
  }

  private static Value unitNorm(Step step, Value x, int... axes) {
    if (axes.length != 1) {
      return null;
    }
    int[] order =
        IntStream.concat(
                IntStream.range(0, x.rank()).filter(d -> d != axes[0]), IntStream.of(axes[0]))
            .toArray();
    Expr y = step.importer().layer(new UnitNorm(), step.importer().stored(x, order));
    return step.importer().value(y, x.dims(), order);
  }

  private static Value layerNorm(Step step, Value centred, Value below) {
    if (!below.isBy("Sqrt") || !below.input(0).isBy("Add") || !centred.isBy("Sub")) {
      return null;
    }
    Value x = centred.input(0);
    Value variance = computedOf(below.input(0));
    double epsilon = constantOf(below.input(0));
    boolean fits =
        variance.isBy("ReduceMean")
            && isSquare(variance.input(0), x)
            && centred.input(1).isBy("ReduceMean")
            && centred.input(1).input(0) == x
            && Arrays.equals(axes(variance, x), axes(centred.input(1), x));
    if (!fits || !(epsilon > 0) || !x.isComputed()) {
      return null;
    }
    int[] axes = axes(variance, x);
    for (int i = 0; i < axes.length; i++) {
      if (axes[i] != x.rank() - axes.length + i) {
        return null;
      }
    }
    return Norms.layered(step, x, axes[0], Norms.decimal(epsilon), null, null);
  }

  private static int[] axes(Value mean, Value x) {
    Value second = mean.inputs().size() > 1 ? mean.input(1) : null;
    long[] axes =
        second != null && second.isConstant()
            ? second.constant().longs()
            : mean.node().integers("axes");
    int batched = x.rank() + 1;
    return Arrays.stream(axes)
        .mapToInt(a -> (int) (a < 0 ? a + batched : a) - 1)
        .sorted()
        .toArray();
  }

  private static boolean isSquare(Value square, Value x) {
    if (square.isBy("Pow")) {
      return square.input(1).number() == 2 && isCentred(square.input(0), x);
    }
    return square.isBy("Mul")
        && square.input(0) == square.input(1)
        && isCentred(square.input(0), x);
  }

  private static boolean isCentred(Value value, Value x) {
    return value.isBy("Sub")
        && value.input(0) == x
        && value.input(1).isBy("ReduceMean")
        && value.input(1).input(0) == x;
  }

  /** As PyTorch's {@code local_response_norm} computes it. */
  private static Value localResponse(Step step, Value x, Value below) {
    if (!below.isBy("Pow") || !below.input(0).isBy("Add") || x.rank() != 3) {
      return null;
    }
    double beta = below.input(1).number();
    double k = constantOf(below.input(0));
    Value scaled = computedOf(below.input(0));
    if (!scaled.isBy("Mul")) {
      return null;
    }
    double alpha = constantOf(scaled);
    Value mean = inner(computedOf(scaled));
    if (!mean.isBy("AveragePool")) {
      return null;
    }
    long[] kernel = mean.node().integers("kernel_shape");
    Value squares = inner(mean.input(0));
    boolean fits =
        kernel.length == 3
            && kernel[0] % 2 == 1
            && mean.node().integer("count_include_pad", 0) == 0
            && squares.isBy("Mul")
            && squares.input(0) == x
            && squares.input(1) == x
            && padding(mean.input(0)) == kernel[0] / 2;
    return fits && !Double.isNaN(alpha + beta + k)
        ? Norms.localResponse(
            step, x, (int) kernel[0], Norms.decimal(alpha), Norms.decimal(beta), Norms.decimal(k))
        : null;
  }

  /** What was reshaped and padded. */
  private static Value inner(Value value) {
    Value at = value;
    while (at.isBy("Reshape")
        || at.isBy("Squeeze")
        || at.isBy("Unsqueeze")
        || at.isBy("Identity")
        || at.isBy("Pad")) {
      at = at.input(0);
    }
    return at;
  }

  /** How many channels of zeros were put in front, and as many behind; -1 if that differs. */
  private static long padding(Value value) {
    long padding = 0;
    for (Value at = value; !at.isBy("Mul") && !at.inputs().isEmpty(); at = at.input(0)) {
      if (at.isBy("Pad")) {
        boolean listed = at.inputs().size() > 1 && at.input(1) != null;
        long[] pads = listed ? at.input(1).constant().longs() : at.node().integers("pads");
        int axis = pads.length / 2 - 3;
        for (int i = 0; i < pads.length; i++) {
          if (pads[i] != 0 && i != axis && i != axis + pads.length / 2) {
            return -1;
          }
        }
        if (axis < 0 || pads[axis] != pads[axis + pads.length / 2]) {
          return -1;
        }
        padding += pads[axis];
      }
    }
    return padding;
  }
}
