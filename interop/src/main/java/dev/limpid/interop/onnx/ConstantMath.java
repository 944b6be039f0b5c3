package dev.limpid.interop.onnx;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Computes with constants. The size of the batch is not known; it may be added to 0, multiplied and
 * divided by 1, and nothing else.
 */
final class ConstantMath {
  private ConstantMath() {}

  /** What the operator gives, all of whose inputs are known. */
  static OnnxTensor fold(Step step) {
    return switch (step.node().operator()) {
      case "Add" -> binary(step, Double::sum, ConstantMath::plus);
      case "Sub" -> binary(step, (a, b) -> a - b, (a, b) -> plus(a, -b));
      case "Mul" -> binary(step, (a, b) -> a * b, ConstantMath::times);
      case "Div" -> binary(step, (a, b) -> a / b, ConstantMath::over);
      case "Mod" -> binary(step, (a, b) -> a % b, (a, b) -> Dims.known(a) % Dims.known(b));
      case "Min" -> binary(step, Math::min, (a, b) -> Math.min(Dims.known(a), Dims.known(b)));
      case "Max" -> binary(step, Math::max, (a, b) -> Math.max(Dims.known(a), Dims.known(b)));
      case "Pow" ->
          binary(step, Math::pow, (a, b) -> (long) Math.pow(Dims.known(a), Dims.known(b)));
      case "Equal" -> compared(step, 0);
      case "Less" -> compared(step, -1);
      case "Greater" -> compared(step, 1);
      case "Where" -> where(step);
      case "Neg" -> each(step, a -> -a);
      case "Sqrt" -> each(step, Math::sqrt);
      case "Floor" -> each(step, Math::floor);
      case "Ceil" -> each(step, Math::ceil);
      case "Not" -> each(step, a -> a == 0 ? 1 : 0);
      case "ReduceProd" -> product(step);
      default ->
          throw new IllegalArgumentException(
              "takes constants alone, which is not computed for this operator");
    };
  }

  private static OnnxTensor binary(
      Step step, DoubleBinaryOperator reals, LongBinaryOperator wholes) {
    OnnxTensor a = step.constant(0);
    OnnxTensor b = step.constant(1);
    int[] dims = Dims.broadcast(a.dims(), b.dims());
    Dims.requireFew(OnnxTensor.filled(dims, true, 0));
    OnnxTensor one = ConstantMoves.spread(a, dims);
    OnnxTensor other = ConstantMoves.spread(b, dims);
    if (a.isWhole() && b.isWhole()) {
      long[] x = one.longs();
      long[] y = other.longs();
      Arrays.setAll(x, i -> wholes.applyAsLong(x[i], y[i]));
      return OnnxTensor.ofLongs(dims, x);
    }
    float[] x = realOf(one);
    float[] y = realOf(other);
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) reals.applyAsDouble(x[i], y[i]);
    }
    return OnnxTensor.ofFloats(dims, x);
  }

  private static OnnxTensor compared(Step step, int sign) {
    OnnxTensor result =
        binary(
            step,
            (a, b) -> Double.compare(a, b) == sign ? 1 : 0,
            (a, b) -> Long.compare(Dims.known(a), Dims.known(b)) == sign ? 1 : 0);
    return result.isWhole() ? result : OnnxTensor.ofLongs(result.dims(), result.longs());
  }

  private static OnnxTensor where(Step step) {
    OnnxTensor condition = step.constant(0);
    int[] dims =
        Dims.broadcast(
            Dims.broadcast(condition.dims(), step.constant(1).dims()), step.constant(2).dims());
    Dims.requireFew(OnnxTensor.filled(dims, true, 0));
    long[] chosen = ConstantMoves.spread(condition, dims).longs();
    OnnxTensor yes = ConstantMoves.spread(step.constant(1), dims);
    OnnxTensor no = ConstantMoves.spread(step.constant(2), dims);
    if (yes.isWhole()) {
      long[] a = yes.longs();
      long[] b = no.longs();
      Arrays.setAll(a, i -> chosen[i] != 0 ? a[i] : b[i]);
      return OnnxTensor.ofLongs(dims, a);
    }
    float[] a = yes.floats();
    float[] b = no.floats();
    for (int i = 0; i < a.length; i++) {
      a[i] = chosen[i] != 0 ? a[i] : b[i];
    }
    return OnnxTensor.ofFloats(dims, a);
  }

  static OnnxTensor each(Step step, DoubleUnaryOperator function) {
    OnnxTensor in = step.constant(0);
    Dims.requireFew(in);
    if (in.isWhole()) {
      long[] values = in.longs();
      Arrays.setAll(values, i -> (long) function.applyAsDouble(Dims.known(values[i])));
      return OnnxTensor.ofLongs(in.dims(), values);
    }
    float[] values = in.floats();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble(values[i]);
    }
    return OnnxTensor.ofFloats(in.dims(), values);
  }

  private static OnnxTensor product(Step step) {
    long product = 1;
    for (long value : step.constant(0).longs()) {
      product = times(product, value);
    }
    boolean keep = step.node().integer("keepdims", 1) == 1;
    return OnnxTensor.ofLongs(keep ? new int[] {1} : new int[0], product);
  }

  private static long plus(long a, long b) {
    return a == 0 ? b : b == 0 ? a : Dims.known(a) + Dims.known(b);
  }

  private static long times(long a, long b) {
    return a == 1 ? b : b == 1 ? a : Math.multiplyExact(Dims.known(a), Dims.known(b));
  }

  private static long over(long a, long b) {
    return b == 1 ? a : Dims.known(a) / Dims.known(b);
  }

  static float[] realOf(OnnxTensor tensor) {
    if (tensor.isWhole()) {
      Arrays.stream(tensor.longs()).forEach(Dims::known);
    }
    return tensor.floats();
  }
}
