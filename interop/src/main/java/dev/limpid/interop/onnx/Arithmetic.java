package dev.limpid.interop.onnx;

import dev.limpid.layers.ChannelScale;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Divide;
import dev.limpid.layers.merge.Maximum;
import dev.limpid.layers.merge.Mean;
import dev.limpid.layers.merge.Minimum;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.merge.Subtract;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Sums, products and the like, of values with one another and with constants. */
final class Arithmetic {
  private Arithmetic() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("Add", Arithmetic::sum);
    operators.put("Sum", step -> Merges.of(step, Add::new));
    operators.put("Sub", Arithmetic::difference);
    operators.put("Mul", Arithmetic::product);
    operators.put("Div", Arithmetic::quotient);
    operators.put("Max", step -> Merges.of(step, Maximum::new));
    operators.put("Min", step -> Merges.of(step, Minimum::new));
    operators.put("Neg", step -> step.importer().inPlaceOf(step.computed(0), negative()));
    operators.put("Mean", step -> Merges.of(step, Mean::new));
    operators.put("Expand", Merges::expand);
    operators.put("Pow", Arithmetic::power);
    for (String part : List.of("Erf", "Sqrt", "Abs", "Exp", "Reciprocal")) {
      operators.put(part, step -> Value.without(step.input(0).dims()));
    }
  }

  private static Layer negative() {
    return new Rescaling(-1, 0);
  }

  /** The constant among two inputs, as large as it must be for a sample; null if there is none. */
  private static OnnxTensor constant(Step step, int sampleRank) {
    for (int i = 0; i < 2; i++) {
      if (step.input(i).isConstant()) {
        return ofSample(step, step.constant(i), sampleRank);
      }
    }
    return null;
  }

  /** A constant's dimensions for one sample; those in front are left out or 1. */
  private static OnnxTensor ofSample(Step step, OnnxTensor tensor, int rank) {
    int[] dims = tensor.dims();
    if (step.node().has("axis") && step.importer().opset() < 7) {
      // Before opset 7 the dimensions of the second input begin at an axis of the first.
      long axis = step.node().integer("axis", 0);
      int[] aligned = new int[rank + 1];
      Arrays.fill(aligned, 1);
      System.arraycopy(
          dims, 0, aligned, Math.toIntExact(axis < 0 ? axis + rank + 1 : axis), dims.length);
      dims = aligned;
    }
    int extra = dims.length - rank;
    for (int i = 0; i < extra; i++) {
      if (dims[i] != 1) {
        throw new IllegalArgumentException(
            "combines samples with a constant that differs from sample to sample");
      }
    }
    return tensor.reshaped(extra > 0 ? Arrays.copyOfRange(dims, extra, dims.length) : dims);
  }

  private static Value computedOf(Step step) {
    return step.input(0).isConstant() ? step.input(1) : step.input(0);
  }

  private static Value sum(Step step) {
    Value x = computedOf(step);
    OnnxTensor constant = constant(step, x.rank());
    if (constant == null) {
      return Merges.of(step, Add::new);
    }
    return x.isComputed() ? line(step, x, null, constant, 1) : without(step);
  }

  private static Value difference(Step step) {
    Value x = computedOf(step);
    OnnxTensor constant = constant(step, x.rank());
    if (constant == null) {
      return Merges.of(step, Subtract::new);
    }
    if (!x.isComputed()) {
      return without(step);
    }
    return step.input(0).isConstant()
        ? line(step, step.importer().inPlaceOf(x, negative()), null, constant, 1)
        : line(step, x, null, constant, -1);
  }

  private static Value product(Step step) {
    Value formula = Formulas.ofProduct(step);
    if (formula != null) {
      return formula;
    }
    Value x = computedOf(step);
    OnnxTensor constant = constant(step, x.rank());
    if (constant == null) {
      return Merges.of(step, Multiply::new);
    }
    return x.isComputed() ? line(step, x, constant, null, 1) : without(step);
  }

  private static Value quotient(Step step) {
    Value formula = Formulas.ofQuotient(step);
    if (formula != null) {
      return formula;
    }
    Value x = step.input(0);
    if (x.isComputed() && step.input(1).isComputed()) {
      return Merges.of(step, Divide::new);
    }
    if (!step.input(1).isConstant() || !x.isComputed()) {
      return without(step);
    }
    OnnxTensor constant = ofSample(step, step.constant(1), x.rank());
    float[] inverse = constant.floats();
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / inverse[i];
    }
    return line(step, x, OnnxTensor.ofFloats(constant.dims(), inverse), null, 1);
  }

  private static Value power(Step step) {
    Value x = step.input(0);
    if (x.isComputed() && step.input(1).number() == 2) {
      return Value.of(x.layout(), step.importer().layer(new Multiply(), x.expr(), x.expr()));
    }
    return without(step);
  }

  /** What no layer puts out, with the dimensions that it would have. */
  static Value without(Step step) {
    int[] dims = {};
    for (Value input : step.inputs()) {
      int[] own = input.dims();
      if (input.isConstant()) {
        int rank = computedOf(step).rank();
        own = ofSample(step, input.constant(), rank).dims();
      }
      dims = Dims.broadcast(dims, own);
    }
    return Value.without(dims);
  }

  /** {@code x gamma + sign beta}, with constants of which one may be null, for 1 or 0. */
  private static Value line(Step step, Value x, OnnxTensor gamma, OnnxTensor beta, int sign) {
    Importer importer = step.importer();
    OnnxTensor constant = gamma == null ? beta : gamma;
    double only = constant.onlyValue();
    int[] common = Dims.broadcast(x.dims(), constant.dims());
    if (!Arrays.equals(common, x.dims())) {
      x = Merges.spread(importer, x, common);
    }
    if (constant.size() == 1 && !Double.isNaN(only)) {
      return importer.inPlaceOf(
          x, gamma == null ? new Rescaling(1, sign * only) : new Rescaling(only, 0));
    }
    importer.noteWeight(constant);
    Value joined = joined(step, x, gamma, beta, sign);
    if (joined != null) {
      return joined;
    }
    int axis = axis(constant, x.rank());
    int[] order = axis < 0 ? Layout.inOrder(x.rank()) : last(x.rank(), axis);
    int[][] groups =
        axis < 0
            ? new int[][] {order}
            : Arrays.stream(order).mapToObj(d -> new int[] {d}).toArray(int[][]::new);
    int[] dims = axis < 0 ? common : new int[] {common[axis]};
    OnnxTensor ofAxis = axis < 0 ? constant : constant.reshaped(dims);
    Supplier<float[]> values = () -> signed(ConstantMoves.spread(ofAxis, dims).floats(), sign);
    Map<String, Supplier<float[]>> weights =
        Map.of(gamma == null ? Norms.BETA : Norms.GAMMA, values);
    Expr y =
        importer.layer(new ChannelScale(), weights, step.layerName(), importer.stored(x, groups));
    return importer.value(y, common, order);
  }

  private static float[] signed(float[] values, int sign) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= sign;
    }
    return values;
  }

  /** The one axis of a sample that a constant goes along; -1 if there are several. */
  private static int axis(OnnxTensor constant, int rank) {
    int axis = -1;
    for (int i = 0; i < constant.rank(); i++) {
      if (constant.dims()[i] != 1) {
        if (axis >= 0) {
          return -1;
        }
        axis = i + rank - constant.rank();
      }
    }
    return axis;
  }

  private static int[] last(int rank, int axis) {
    int[] order = new int[rank];
    int next = 0;
    for (int d : Layout.channelsLast(rank)) {
      if (d != axis) {
        order[next++] = d;
      }
    }
    order[rank - 1] = axis;
    return order;
  }

  /**
   * The line as the gamma and beta of the norm before it, or the bias of the Dense or convolution
   * before it, which has none, if nothing else takes what that puts out; null if it is not so. The
   * axis of the line must be the last one that the layer before it puts out: its values may have
   * been turned or joined since.
   */
  private static Value joined(Step step, Value x, OnnxTensor gamma, OnnxTensor beta, int sign) {
    Expr before = x.expr();
    String name = step.node().inputs().get(step.input(0).isConstant() ? 1 : 0);
    if (!step.importer().isUsedOnce(name) || before.layer() == null) {
      return null;
    }
    Layer layer = before.layer();
    OnnxTensor constant = gamma == null ? beta : gamma;
    Map<String, Supplier<float[]>> weights = new HashMap<>(before.weights());
    int axis = axis(constant, x.rank());
    if (axis < 0 || !isLast(x, axis)) {
      return null;
    }
    if (layer instanceof GroupNorm
        || layer instanceof LayerNorm && x.rank() - 1 == axis && isAlongLast(layer, before)) {
      boolean isGroup = layer instanceof GroupNorm;
      String role = gamma == null ? Norms.BETA : Norms.GAMMA;
      boolean isFree =
          all(weights.get(role), gamma == null ? 0 : 1)
              && (gamma == null || all(weights.get(Norms.BETA), 0));
      if (isGroup && axis != 0 || !isFree) {
        return null;
      }
      weights.put(role, () -> signed(constant.floats(), sign));
      step.importer().noteWeight(constant);
      return rebuilt(step, x, weights);
    }
    boolean lacksBias =
        gamma == null
            && !weights.containsKey(Convolutions.BIAS)
            && (layer instanceof Dense && axis == x.rank() - 1 || layer instanceof Conv2D);
    if (!lacksBias) {
      return null;
    }
    weights.put(Convolutions.BIAS, () -> signed(constant.floats(), sign));
    step.importer().noteWeight(constant);
    return rebuilt(step, x, weights);
  }

  private static boolean isLast(Value x, int axis) {
    return x.layout().endsWith(axis) && x.expr().shape().dim(-1) == x.dims()[axis];
  }

  /** Whether a norm's gamma and beta go along its last axis alone. */
  private static boolean isAlongLast(Layer norm, Expr before) {
    return !Boolean.TRUE.equals(norm.config().get("overAll")) || before.shape().rank() == 1;
  }

  private static boolean all(Supplier<float[]> values, float value) {
    if (values == null) {
      return true;
    }
    for (float one : values.get()) {
      if (one != value) {
        return false;
      }
    }
    return true;
  }

  /** The same layer, which nothing takes yet, with other weights. */
  private static Value rebuilt(Step step, Value x, Map<String, Supplier<float[]>> weights) {
    Expr old = x.expr();
    Layer layer;
    Map<String, Object> config = new HashMap<>(old.layer().config());
    if (config.containsKey("bias")) {
      config.put("bias", weights.containsKey(Convolutions.BIAS));
    }
    layer = dev.limpid.layers.io.LayerTypes.fromConfig(old.layer().type(), config);
    old.tensors().forEach(step.importer()::noteWeight);
    Expr y = step.importer().layer(layer, weights, old.origin(), old.inputs().toArray(new Expr[0]));
    return Value.of(x.layout(), y);
  }
}
