package dev.limpid.interop.onnx;

import dev.limpid.layers.Broadcast;
import dev.limpid.layers.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Several computed values as one: made equally large, in one order, and merged. */
final class Merges {
  private Merges() {}

  static Value spread(Importer importer, Value x, int[] dims) {
    int rank = dims.length;
    if (x.rank() < rank) {
      int[] more = new int[rank];
      Arrays.fill(more, 1);
      System.arraycopy(x.dims(), 0, more, rank - x.rank(), x.rank());
      x = importer.reshape(x, more);
    }
    int[] order = Layout.channelsLast(rank);
    int[] shape = Arrays.stream(order).map(d -> dims[d]).toArray();
    Expr y = importer.layer(new Broadcast(shape), importer.stored(x, order));
    return importer.value(y, dims, order);
  }

  static Value expand(Step step) {
    Value x = step.computed(0);
    long[] shape = step.constant(1).longs();
    int skip = shape.length - x.rank();
    int[] dims = new int[Math.max(0, shape.length - 1)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.toIntExact(shape[i + 1]);
    }
    boolean keepsBatch = shape.length <= x.rank() || shape[0] == 1 || shape[0] == Importer.BATCH;
    if (skip > 1 || !keepsBatch && shape[0] != step.importer().batch()) {
      throw new IllegalArgumentException("repeats samples");
    }
    if (shape.length <= x.rank()) {
      dims = Arrays.stream(shape).mapToInt(Math::toIntExact).toArray();
    }
    int[] common = Dims.broadcast(x.dims(), dims);
    return Arrays.equals(common, x.dims()) ? x : spread(step.importer(), x, common);
  }

  /** Several computed values, all made as large as the largest and put into one order. */
  static Value of(Step step, Supplier<Layer> layer) {
    int[] dims = {};
    for (Value input : step.inputs()) {
      if (!input.isComputed()) {
        if (input.isConstant() && step.node().operator().matches("Max|Min|Sum")) {
          throw new IllegalArgumentException("takes a constant, which no such layer does");
        }
        return Arithmetic.without(step);
      }
      if (input.rank() != step.input(0).rank()) {
        throw new IllegalArgumentException("combines samples with other numbers of axes");
      }
      dims = Dims.broadcast(dims, input.dims());
    }
    if (step.inputs().size() == 1) {
      return step.input(0);
    }
    List<Value> values = new ArrayList<>();
    for (Value input : step.inputs()) {
      values.add(Arrays.equals(input.dims(), dims) ? input : spread(step.importer(), input, dims));
    }
    Value first = values.get(0);
    boolean alike = values.stream().allMatch(value -> value.layout().storesLike(first.layout()));
    int[] order = Layout.channelsLast(dims.length);
    List<Expr> exprs = new ArrayList<>();
    for (Value value : values) {
      exprs.add(
          alike
              ? step.importer().reshaped(value.expr(), first.expr().shape().toArray())
              : step.importer().stored(value, order));
    }
    Expr y = step.importer().layer(layer.get(), exprs.toArray(new Expr[0]));
    return alike ? Value.of(first.layout(), y) : step.importer().value(y, dims, order);
  }
}
