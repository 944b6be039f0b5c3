package dev.limpid.interop.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Moves the values of constants, as operators do whose inputs are known. */
final class ConstantMoves {
  private ConstantMoves() {}

  static OnnxTensor reshape(Step step) {
    OnnxTensor in = step.constant(0);
    long[] wanted = step.numbers("shape", 1);
    long known = 1;
    for (int i = 0; i < wanted.length; i++) {
      if (Dims.known(wanted[i]) == 0 && step.node().integer("allowzero", 0) == 0) {
        wanted[i] = in.dims()[i];
      }
      known *= wanted[i] == -1 ? 1 : wanted[i];
    }
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = wanted[i] == -1 ? in.size() / Math.max(1, known) : wanted[i];
    }
    int[] dims = Dims.dims(wanted);
    if (OnnxTensor.size(dims) != in.size()) {
      throw new IllegalArgumentException(
          "reshapes " + in.size() + " values to " + Arrays.toString(dims));
    }
    return in.reshaped(dims);
  }

  static OnnxTensor flatten(Step step) {
    OnnxTensor in = step.constant(0);
    int axis = Dims.clamped(step.node().integer("axis", 1), in.rank());
    int rows = OnnxTensor.size(Arrays.copyOf(in.dims(), axis));
    return in.reshaped(rows, rows == 0 ? 0 : in.size() / rows);
  }

  static OnnxTensor unsqueeze(Step step) {
    long[] axes = step.numbers("axes", 1);
    return step.constant(0).reshaped(Dims.unsqueezed(step.constant(0).dims(), axes));
  }

  static OnnxTensor squeeze(Step step) {
    OnnxTensor in = step.constant(0);
    long[] axes = step.numbers("axes", 1);
    boolean[] drop = new boolean[in.rank()];
    if (axes == null) {
      for (int i = 0; i < drop.length; i++) {
        drop[i] = in.dims()[i] == 1;
      }
    } else {
      for (long axis : axes) {
        drop[Dims.axis(axis, in.rank())] = true;
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

  static OnnxTensor transpose(Step step) {
    OnnxTensor in = step.constant(0);
    long[] perm = step.node().integers("perm");
    int rank = in.rank();
    int[] order = new int[rank];
    Arrays.setAll(
        order, i -> perm == null || perm.length == 0 ? rank - 1 - i : Dims.axis(perm[i], rank));
    if (Arrays.stream(order).distinct().count() != rank) {
      throw new IllegalArgumentException("its order " + Arrays.toString(perm) + " is none");
    }
    int[] dims = Arrays.stream(order).map(i -> in.dims()[i]).toArray();
    int[] strides = Dims.strides(in.dims());
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

  static OnnxTensor gather(Step step) {
    OnnxTensor in = step.constant(0);
    OnnxTensor indices = step.constant(1);
    Dims.requireFew(indices);
    int axis = Dims.axis(step.node().integer("axis", 0), in.rank());
    int size = in.dims()[axis];
    int inner = Dims.strides(in.dims())[axis];
    long[] which = indices.longs();
    for (int i = 0; i < which.length; i++) {
      which[i] = Dims.axis(which[i], size);
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

  static OnnxTensor slice(Step step) {
    OnnxTensor at = step.constant(0);
    long[] starts = step.numbers("starts", 1);
    long[] ends = step.numbers("ends", 2);
    long[] axes = step.numbers("axes", 3);
    long[] steps = step.numbers("steps", 4);
    for (int i = 0; i < starts.length; i++) {
      OnnxTensor in = at;
      int axis = Dims.axis(axes == null ? i : axes[i], in.rank());
      int size = in.dims()[axis];
      int[] range = Dims.sliced(starts[i], ends[i], steps == null ? 1 : steps[i], size);
      int inner = Dims.strides(in.dims())[axis];
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

  static OnnxTensor concat(Step step) {
    OnnxTensor first = step.constant(0);
    int axis = Dims.axis(step.node().integer("axis", 0), first.rank());
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
    int inner = Dims.strides(dims)[axis];
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

  static OnnxTensor expand(Step step) {
    OnnxTensor in = step.constant(0);
    int[] dims = Dims.broadcast(in.dims(), Dims.dims(step.constant(1).longs()));
    double only = in.onlyValue();
    if (!Double.isNaN(only) && only != Importer.BATCH) {
      OnnxTensor.size(dims);
      return OnnxTensor.filled(dims, in.isWhole(), only);
    }
    return spread(in, dims);
  }

  /** Repeated to a shape that it can be repeated to. */
  static OnnxTensor spread(OnnxTensor in, int[] dims) {
    if (Arrays.equals(in.dims(), dims)) {
      return in;
    }
    OnnxTensor shape = OnnxTensor.filled(dims, true, 0);
    Dims.requireFew(shape);
    int[] strides = Dims.strides(in.dims());
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

  /** Values at places: {@code place} tells for each of the result's which of the input's. */
  private static OnnxTensor taken(OnnxTensor in, int[] dims, IntUnaryOperator place) {
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
}
