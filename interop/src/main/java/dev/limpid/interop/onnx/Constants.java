package dev.limpid.interop.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

/**
 * Computes operators whose inputs are known, as exporters leave them behind for shapes. The size of
 * the batch is not known, and is handed on as {@link Importer#BATCH}.
 */
final class Constants {
  private static final int MOST_VALUES = 1 << 20;

  private Constants() {}

  /** What the operator gives; null if it takes anything that is computed, or is not done here. */
  static OnnxTensor fold(Step step) {
    OnnxNode node = step.node();
    switch (node.operator()) {
      case "Constant" -> {
        return constant(node);
      }
      case "Shape" -> {
        return shape(step);
      }
      case "Size" -> throw new IllegalArgumentException("the number of values is not known");
      default -> {}
    }
    for (Value input : step.inputs()) {
      if (input != null && !input.isConstant()) {
        return null;
      }
    }
    if (step.inputs().isEmpty()) {
      return null;
    }
    return switch (node.operator()) {
      case "Identity", "Dropout" -> step.constant(0);
      case "Cast" -> cast(step);
      case "ConstantOfShape" -> constantOfShape(step);
      case "Unsqueeze" -> unsqueeze(step);
      case "Squeeze" -> squeeze(step);
      case "Reshape" -> reshape(step);
      case "Flatten" -> flatten(step);
      case "Transpose" -> transpose(step);
      case "Gather" -> gather(step);
      case "Slice" -> slice(step);
      case "Concat" -> concat(step);
      case "Expand" -> expand(step);
      case "Range" -> range(step);
      case "Add" -> binary(step, Double::sum, Constants::plus);
      case "Sub" -> binary(step, (a, b) -> a - b, (a, b) -> plus(a, -b));
      case "Mul" -> binary(step, (a, b) -> a * b, Constants::times);
      case "Div" -> binary(step, (a, b) -> a / b, Constants::over);
      case "Mod" -> binary(step, (a, b) -> a % b, (a, b) -> known(a) % known(b));
      case "Min" -> binary(step, Math::min, (a, b) -> Math.min(known(a), known(b)));
      case "Max" -> binary(step, Math::max, (a, b) -> Math.max(known(a), known(b)));
      case "Pow" -> binary(step, Math::pow, (a, b) -> (long) Math.pow(known(a), known(b)));
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

  private static OnnxTensor constant(OnnxNode node) {
    OnnxAttribute value = node.attributes().get("value");
    if (value != null && value.tensor() != null) {
      return value.tensor();
    }
    if (node.has("value_int")) {
      return OnnxTensor.ofLongs(new int[0], node.integer("value_int", 0));
    }
    if (node.has("value_ints")) {
      long[] values = node.integers("value_ints");
      return OnnxTensor.ofLongs(new int[] {values.length}, values);
    }
    if (node.has("value_float")) {
      return OnnxTensor.ofFloats(new int[0], (float) node.real("value_float", 0));
    }
    throw new IllegalArgumentException("has no value that can be read");
  }

  private static OnnxTensor shape(Step step) {
    Value value = step.input(0);
    long[] dims = Arrays.stream(value.dims()).asLongStream().toArray();
    if (!value.isConstant()) {
      long[] all = new long[dims.length + 1];
      System.arraycopy(dims, 0, all, 1, dims.length);
      all[0] = Importer.BATCH;
      dims = all;
    }
    int rank = dims.length;
    int start = clamped(step.node().integer("start", 0), rank);
    int end = clamped(step.node().integer("end", rank), rank);
    long[] part = Arrays.copyOfRange(dims, start, Math.max(start, end));
    return OnnxTensor.ofLongs(new int[] {part.length}, part);
  }

  private static int clamped(long index, int rank) {
    return (int) Math.max(0, Math.min(rank, index < 0 ? index + rank : index));
  }

  /** A number that is not the size of the batch. */
  private static long known(long value) {
    if (value == Importer.BATCH) {
      throw new IllegalArgumentException(
          "computes with the size of the batch; only shapes that begin with it are supported");
    }
    return value;
  }

  private static long plus(long a, long b) {
    return a == 0 ? b : b == 0 ? a : known(a) + known(b);
  }

  private static long times(long a, long b) {
    return a == 1 ? b : b == 1 ? a : Math.multiplyExact(known(a), known(b));
  }

  private static long over(long a, long b) {
    return b == 1 ? a : known(a) / known(b);
  }

  private static OnnxTensor cast(Step step) {
    OnnxTensor in = step.constant(0);
    OnnxType type = OnnxType.of(step.node().integer("to", 1));
    if (type == null) {
      throw new IllegalArgumentException("casts to a type that can't be read");
    }
    if (type == OnnxType.BOOL) {
      return each(step, a -> a != 0 ? 1 : 0);
    }
    if (type.isWhole() == in.isWhole()) {
      return in;
    }
    requireFew(in);
    return type.isWhole()
        ? OnnxTensor.ofLongs(in.dims(), in.longs())
        : OnnxTensor.ofFloats(in.dims(), realOf(in));
  }

  private static float[] realOf(OnnxTensor tensor) {
    if (tensor.isWhole()) {
      Arrays.stream(tensor.longs()).forEach(Constants::known);
    }
    return tensor.floats();
  }

  private static void requireFew(OnnxTensor tensor) {
    if (tensor.size() > MOST_VALUES) {
      throw new IllegalArgumentException(
          "computes a constant of " + tensor.size() + " values; up to " + MOST_VALUES + " are");
    }
  }

  private static OnnxTensor constantOfShape(Step step) {
    int[] dims = dims(step.constant(0).longs());
    OnnxTensor.size(dims);
    OnnxAttribute value = step.node().attributes().get("value");
    OnnxTensor one = value == null ? null : value.tensor();
    if (one != null && one.size() != 1) {
      throw new IllegalArgumentException("its value is not one number");
    }
    return one == null
        ? OnnxTensor.filled(dims, false, 0)
        : OnnxTensor.filled(dims, one.isWhole(), one.isWhole() ? one.longs()[0] : one.floats()[0]);
  }

  private static int[] dims(long[] values) {
    int[] dims = new int[values.length];
    for (int i = 0; i < dims.length; i++) {
      if (known(values[i]) < 0 || values[i] > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("makes a dimension of " + values[i]);
      }
      dims[i] = (int) values[i];
    }
    return dims;
  }

  private static int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw new IllegalArgumentException("has no axis " + axis + " of " + rank);
    }
    return (int) positive;
  }

  /** Dimensions with ones at some places; also for samples, by {@link Shapes}. */
  static int[] unsqueezed(int[] dims, long[] axes) {
    int rank = dims.length + axes.length;
    boolean[] isNew = new boolean[rank];
    for (long axis : axes) {
      isNew[axis(axis, rank)] = true;
    }
    int[] result = new int[rank];
    int next = 0;
    for (int i = 0; i < rank; i++) {
      result[i] = isNew[i] ? 1 : dims[next++];
    }
    return result;
  }

  private static OnnxTensor unsqueeze(Step step) {
    long[] axes = step.numbers("axes", 1);
    return step.constant(0).reshaped(unsqueezed(step.constant(0).dims(), axes));
  }

  private static OnnxTensor squeeze(Step step) {
    OnnxTensor in = step.constant(0);
    long[] axes = step.numbers("axes", 1);
    boolean[] drop = new boolean[in.rank()];
    if (axes == null) {
      for (int i = 0; i < drop.length; i++) {
        drop[i] = in.dims()[i] == 1;
      }
    } else {
      for (long axis : axes) {
        drop[axis(axis, in.rank())] = true;
      }
    }
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < drop.length; i++) {
      if (!drop[i]) {
        left.add(in.dims()[i]);
      } else if (in.dims()[i] != 1) {
        throw new IllegalArgumentException("squeezes a dimension of " + in.dims()[i]);
      }
    }
    return in.reshaped(left.stream().mapToInt(Integer::intValue).toArray());
  }

  private static OnnxTensor reshape(Step step) {
    OnnxTensor in = step.constant(0);
    long[] wanted = step.numbers("shape", 1);
    long known = 1;
    for (int i = 0; i < wanted.length; i++) {
      if (known(wanted[i]) == 0 && step.node().integer("allowzero", 0) == 0) {
        wanted[i] = in.dims()[i];
      }
      known *= wanted[i] == -1 ? 1 : wanted[i];
    }
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = wanted[i] == -1 ? in.size() / Math.max(1, known) : wanted[i];
    }
    int[] dims = dims(wanted);
    if (OnnxTensor.size(dims) != in.size()) {
      throw new IllegalArgumentException(
          "reshapes " + in.size() + " values to " + Arrays.toString(dims));
    }
    return in.reshaped(dims);
  }

  private static OnnxTensor flatten(Step step) {
    OnnxTensor in = step.constant(0);
    int axis = clamped(step.node().integer("axis", 1), in.rank());
    int rows = OnnxTensor.size(Arrays.copyOf(in.dims(), axis));
    return in.reshaped(rows, rows == 0 ? 0 : in.size() / rows);
  }

  /** Values at places: {@code place} tells for each of the result's which of the input's. */
  private static OnnxTensor taken(
      OnnxTensor in, int[] dims, java.util.function.IntUnaryOperator place) {
    int size = OnnxTensor.size(dims);
    if (in.isWhole()) {
      long[] from = in.longs();
      long[] to = new long[size];
      Arrays.setAll(to, i -> from[place.applyAsInt(i)]);
      return OnnxTensor.ofLongs(dims, to).named(in.name());
    }
    float[] from = in.floats();
    float[] to = new float[size];
    for (int i = 0; i < size; i++) {
      to[i] = from[place.applyAsInt(i)];
    }
    return OnnxTensor.ofFloats(dims, to).named(in.name());
  }

  private static OnnxTensor transpose(Step step) {
    OnnxTensor in = step.constant(0);
    long[] perm = step.node().integers("perm");
    int rank = in.rank();
    int[] order = new int[rank];
    Arrays.setAll(
        order, i -> perm == null || perm.length == 0 ? rank - 1 - i : axis(perm[i], rank));
    if (Arrays.stream(order).distinct().count() != rank) {
      throw new IllegalArgumentException("its order " + Arrays.toString(perm) + " is none");
    }
    int[] dims = Arrays.stream(order).map(i -> in.dims()[i]).toArray();
    int[] strides = strides(in.dims());
    return taken(
        in,
        dims,
        i -> {
          int at = 0;
          int rest = i;
          for (int d = rank - 1; d >= 0; d--) {
            at += rest % dims[d] * strides[order[d]];
            rest /= dims[d];
          }
          return at;
        });
  }

  static int[] strides(int[] dims) {
    int[] strides = new int[dims.length];
    int step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = step;
      step *= dims[i];
    }
    return strides;
  }

  private static OnnxTensor gather(Step step) {
    OnnxTensor in = step.constant(0);
    OnnxTensor indices = step.constant(1);
    requireFew(indices);
    int axis = axis(step.node().integer("axis", 0), in.rank());
    int size = in.dims()[axis];
    int inner = strides(in.dims())[axis];
    long[] which = indices.longs();
    for (int i = 0; i < which.length; i++) {
      which[i] = axis(which[i], size);
    }
    int[] dims = new int[in.rank() - 1 + indices.rank()];
    System.arraycopy(in.dims(), 0, dims, 0, axis);
    System.arraycopy(indices.dims(), 0, dims, axis, indices.rank());
    System.arraycopy(in.dims(), axis + 1, dims, axis + indices.rank(), in.rank() - axis - 1);
    int count = which.length;
    return taken(
        in,
        dims,
        i -> (i / inner / count * size + (int) which[i / inner % count]) * inner + i % inner);
  }

  /** The range of a Slice along one axis, as {@code {start, step, count}}. */
  static int[] sliced(long start, long end, long step, int size) {
    if (step == 0 || step == Long.MIN_VALUE) {
      throw new IllegalArgumentException("slices with the step " + step);
    }
    long from = start < 0 ? start + size : start;
    long to = end < 0 ? Math.max(end, Long.MIN_VALUE + size) + size : end;
    from = Math.max(step > 0 ? 0 : -1, Math.min(from, step > 0 ? size : size - 1L));
    to = Math.max(step > 0 ? 0 : -1, Math.min(to, size));
    long count = step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step;
    return new int[] {
      (int) from, (int) Math.max(-size, Math.min(size, step)), (int) Math.max(0, count)
    };
  }

  private static OnnxTensor slice(Step step) {
    OnnxTensor at = step.constant(0);
    long[] starts = step.numbers("starts", 1);
    long[] ends = step.numbers("ends", 2);
    long[] axes = step.numbers("axes", 3);
    long[] steps = step.numbers("steps", 4);
    for (int i = 0; i < starts.length; i++) {
      OnnxTensor in = at;
      int axis = axis(axes == null ? i : axes[i], in.rank());
      int size = in.dims()[axis];
      int[] range = sliced(starts[i], ends[i], steps == null ? 1 : steps[i], size);
      int inner = strides(in.dims())[axis];
      int[] dims = in.dims().clone();
      dims[axis] = range[2];
      at =
          taken(
              in,
              dims,
              k ->
                  (k / inner / range[2] * size + range[0] + k / inner % range[2] * range[1]) * inner
                      + k % inner);
    }
    return at;
  }

  private static OnnxTensor concat(Step step) {
    OnnxTensor first = step.constant(0);
    int axis = axis(step.node().integer("axis", 0), first.rank());
    int[] dims = first.dims().clone();
    dims[axis] = 0;
    for (int i = 0; i < step.inputs().size(); i++) {
      int[] own = step.constant(i).dims().clone();
      dims[axis] = Math.addExact(dims[axis], own[axis]);
      own[axis] = first.dims()[axis];
      if (!Arrays.equals(own, first.dims())) {
        throw new IllegalArgumentException("joins constants of different shapes");
      }
    }
    OnnxTensor.size(dims);
    int inner = strides(dims)[axis];
    List<OnnxTensor> parts = new ArrayList<>();
    for (int i = 0; i < step.inputs().size(); i++) {
      parts.add(step.constant(i));
    }
    return joined(parts, dims, axis, inner);
  }

  private static OnnxTensor joined(List<OnnxTensor> parts, int[] dims, int axis, int inner) {
    int size = OnnxTensor.size(dims);
    boolean whole = parts.get(0).isWhole();
    long[] longs = new long[whole ? size : 0];
    float[] floats = new float[whole ? 0 : size];
    int row = dims[axis] * inner;
    int offset = 0;
    for (OnnxTensor part : parts) {
      int own = part.dims()[axis] * inner;
      Object values = whole ? part.longs() : part.floats();
      for (int i = 0; own > 0 && i < part.size() / own; i++) {
        System.arraycopy(values, i * own, whole ? longs : floats, i * row + offset, own);
      }
      offset += own;
    }
    return whole ? OnnxTensor.ofLongs(dims, longs) : OnnxTensor.ofFloats(dims, floats);
  }

  private static OnnxTensor expand(Step step) {
    OnnxTensor in = step.constant(0);
    int[] dims = broadcast(in.dims(), dims(step.constant(1).longs()));
    double only = in.onlyValue();
    if (!Double.isNaN(only) && only != Importer.BATCH) {
      OnnxTensor.size(dims);
      return OnnxTensor.filled(dims, in.isWhole(), only);
    }
    return spread(in, dims);
  }

  /** The common shape of two, as NumPy has it. */
  static int[] broadcast(int[] a, int[] b) {
    int rank = Math.max(a.length, b.length);
    int[] dims = new int[rank];
    for (int i = 0; i < rank; i++) {
      int one = i < rank - a.length ? 1 : a[i - rank + a.length];
      int other = i < rank - b.length ? 1 : b[i - rank + b.length];
      if (one != other && one != 1 && other != 1) {
        throw new IllegalArgumentException(
            "combines the shapes " + Arrays.toString(a) + " and " + Arrays.toString(b));
      }
      dims[i] = one == 1 ? other : one;
    }
    return dims;
  }

  /** Repeated to a shape that it can be repeated to. */
  static OnnxTensor spread(OnnxTensor in, int[] dims) {
    if (Arrays.equals(in.dims(), dims)) {
      return in;
    }
    OnnxTensor shape = OnnxTensor.filled(dims, true, 0);
    requireFew(shape);
    int[] strides = strides(in.dims());
    int skip = dims.length - in.rank();
    return taken(
        in,
        dims,
        i -> {
          int at = 0;
          int rest = i;
          for (int d = dims.length - 1; d >= 0; d--) {
            int own = d < skip || in.dims()[d - skip] == 1 ? 0 : rest % dims[d];
            at += d < skip ? 0 : own * strides[d - skip];
            rest /= dims[d];
          }
          return at;
        });
  }

  private static OnnxTensor range(Step step) {
    long start = known(step.constant(0).longs()[0]);
    long end = known(step.constant(1).longs()[0]);
    long by = known(step.constant(2).longs()[0]);
    if (by == 0 || !step.constant(0).isWhole() || Math.abs(end - start) > MOST_VALUES) {
      throw new IllegalArgumentException("is a range that is not computed");
    }
    int count = (int) Math.max(0, (end - start + by - Long.signum(by)) / by);
    long[] values = new long[count];
    Arrays.setAll(values, i -> start + i * by);
    return OnnxTensor.ofLongs(new int[] {count}, values);
  }

  private static OnnxTensor binary(
      Step step, DoubleBinaryOperator reals, LongBinaryOperator wholes) {
    OnnxTensor a = step.constant(0);
    OnnxTensor b = step.constant(1);
    int[] dims = broadcast(a.dims(), b.dims());
    requireFew(OnnxTensor.filled(dims, true, 0));
    OnnxTensor one = spread(a, dims);
    OnnxTensor other = spread(b, dims);
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
            (a, b) -> Long.compare(known(a), known(b)) == sign ? 1 : 0);
    return result.isWhole() ? result : OnnxTensor.ofLongs(result.dims(), result.longs());
  }

  private static OnnxTensor where(Step step) {
    OnnxTensor condition = step.constant(0);
    int[] dims =
        broadcast(broadcast(condition.dims(), step.constant(1).dims()), step.constant(2).dims());
    requireFew(OnnxTensor.filled(dims, true, 0));
    long[] chosen = spread(condition, dims).longs();
    OnnxTensor yes = spread(step.constant(1), dims);
    OnnxTensor no = spread(step.constant(2), dims);
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

  private static OnnxTensor each(Step step, java.util.function.DoubleUnaryOperator function) {
    OnnxTensor in = step.constant(0);
    requireFew(in);
    if (in.isWhole()) {
      long[] values = in.longs();
      Arrays.setAll(values, i -> (long) function.applyAsDouble(known(values[i])));
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
}
