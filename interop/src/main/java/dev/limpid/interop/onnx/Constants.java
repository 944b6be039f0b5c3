package dev.limpid.interop.onnx;

import java.util.Arrays;

/**
 * Computes operators whose inputs are known, as exporters leave them behind for shapes. The size of
 * the batch is not known, and is handed on as {@link Importer#BATCH}.
 */
final class Constants {
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
      case "Unsqueeze" -> ConstantMoves.unsqueeze(step);
      case "Squeeze" -> ConstantMoves.squeeze(step);
      case "Reshape" -> ConstantMoves.reshape(step);
      case "Flatten" -> ConstantMoves.flatten(step);
      case "Transpose" -> ConstantMoves.transpose(step);
      case "Gather" -> ConstantMoves.gather(step);
      case "Slice" -> ConstantMoves.slice(step);
      case "Concat" -> ConstantMoves.concat(step);
      case "Expand" -> ConstantMoves.expand(step);
      case "Range" -> range(step);
      default -> ConstantMath.fold(step);
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
    int start = Dims.clamped(step.node().integer("start", 0), rank);
    int end = Dims.clamped(step.node().integer("end", rank), rank);
    long[] part = Arrays.copyOfRange(dims, start, Math.max(start, end));
    return OnnxTensor.ofLongs(new int[] {part.length}, part);
  }

  private static OnnxTensor cast(Step step) {
    OnnxTensor in = step.constant(0);
    OnnxType type = OnnxType.of(step.node().integer("to", 1));
    if (type == null) {
      throw new IllegalArgumentException("casts to a type that can't be read");
    }
    if (type == OnnxType.BOOL) {
      return ConstantMath.each(step, a -> a != 0 ? 1 : 0);
    }
    if (type.isWhole() == in.isWhole()) {
      return in;
    }
    Dims.requireFew(in);
    return type.isWhole()
        ? OnnxTensor.ofLongs(in.dims(), in.longs())
        : OnnxTensor.ofFloats(in.dims(), ConstantMath.realOf(in));
  }

  private static OnnxTensor constantOfShape(Step step) {
    int[] dims = Dims.dims(step.constant(0).longs());
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

  private static OnnxTensor range(Step step) {
    long start = Dims.known(step.constant(0).longs()[0]);
    long end = Dims.known(step.constant(1).longs()[0]);
    long by = Dims.known(step.constant(2).longs()[0]);
    if (by == 0 || !step.constant(0).isWhole() || Math.abs(end - start) > Dims.MOST_VALUES) {
      throw new IllegalArgumentException("is a range that is not computed");
    }
    int count = (int) Math.max(0, (end - start + by - Long.signum(by)) / by);
    long[] values = new long[count];
    Arrays.setAll(values, i -> start + i * by);
    return OnnxTensor.ofLongs(new int[] {count}, values);
  }
}
