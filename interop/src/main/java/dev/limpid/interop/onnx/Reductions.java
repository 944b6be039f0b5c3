package dev.limpid.interop.onnx;

import dev.limpid.layers.Layer;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Means and maxima over axes: those axes are put in front, and pooled like pixels. */
final class Reductions {
  private Reductions() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("ReduceMean", step -> reduce(step, GlobalAvgPool2D::new, false));
    operators.put("ReduceSum", step -> reduce(step, GlobalAvgPool2D::new, true));
    operators.put("ReduceL2", step -> reduce(step, null, false));
    operators.put("ReduceMax", step -> reduce(step, GlobalMaxPool2D::new, false));
  }

  private static Value reduce(Step step, Supplier<Layer> pool, boolean times) {
    Value input = step.input(0);
    int rank = input.rank();
    int[] axes = axes(step, rank);
    boolean keep = step.node().integer("keepdims", 1) == 1;
    int[] kept = IntStream.range(0, rank).filter(d -> !contains(axes, d)).toArray();
    int[] dims =
        keep
            ? IntStream.range(0, rank).map(d -> contains(axes, d) ? 1 : input.dims()[d]).toArray()
            : Arrays.stream(kept).map(d -> input.dims()[d]).toArray();
    if (!input.isComputed() || pool == null) {
      return Value.without(dims);
    }
    Importer importer = step.importer();
    boolean isImage = rank == 3 && Arrays.equals(axes, new int[] {1, 2});
    Expr x = isImage ? importer.image(input) : importer.stored(input, new int[][] {axes, {}, kept});
    Expr y = importer.layer(pool.get(), x);
    if (times) {
      int count = Arrays.stream(axes).map(d -> input.dims()[d]).reduce(1, Math::multiplyExact);
      y = importer.layer(new Rescaling(count, 0), y);
    }
    return importer.value(y, dims, Layout.inOrder(dims.length));
  }

  private static int[] axes(Step step, int rank) {
    long[] axes = step.numbers("axes", 1);
    if (axes == null || axes.length == 0) {
      throw new IllegalArgumentException("reduces the batch to one number, which no layer does");
    }
    return Arrays.stream(axes)
        .mapToInt(a -> step.sampleAxis(a, rank))
        .sorted()
        .distinct()
        .toArray();
  }

  private static boolean contains(int[] axes, int dim) {
    return Arrays.stream(axes).anyMatch(axis -> axis == dim);
  }
}
