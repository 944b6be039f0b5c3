package dev.limpid.interop.onnx;

import dev.limpid.layers.Slice;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.layers.resize.Cropping2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that join values along an axis, and cut them. */
final class Parts {
  private Parts() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("Concat", Parts::concat);
    operators.put("Slice", Parts::slice);
  }

  /** All axes but one, in the order of channels last, and that one at the end. */
  private static int[] lastOf(int rank, int axis) {
    return IntStream.concat(
            Arrays.stream(Layout.channelsLast(rank)).filter(d -> d != axis), IntStream.of(axis))
        .toArray();
  }

  private static Value concat(Step step) {
    Value first = step.computed(0);
    int axis = step.sampleAxis(step.node().integer("axis", 1), first.rank());
    if (step.inputs().size() == 1) {
      return first;
    }
    int[] order = lastOf(first.rank(), axis);
    List<Expr> parts = new ArrayList<>();
    int[] dims = first.dims().clone();
    dims[axis] = 0;
    for (int i = 0; i < step.inputs().size(); i++) {
      Value part = step.computed(i);
      int[] own = part.dims().clone();
      dims[axis] = Math.addExact(dims[axis], own[axis]);
      own[axis] = first.dims()[axis];
      if (!Arrays.equals(own, first.dims())) {
        throw new IllegalArgumentException("joins samples of different shapes");
      }
      parts.add(step.importer().stored(part, order));
    }
    Expr y = step.importer().layer(new Concat(), parts.toArray(new Expr[0]));
    return step.importer().value(y, dims, order);
  }

  private static Value slice(Step step) {
    long[] starts = step.numbers("starts", 1);
    long[] ends = step.numbers("ends", 2);
    long[] axes = step.numbers("axes", 3);
    long[] steps = step.numbers("steps", 4);
    Value at = step.computed(0);
    for (int i = 0; i < starts.length; i++) {
      int rank = at.rank();
      int axis = step.sampleAxis(axes == null ? i : axes[i], rank);
      int size = at.dims()[axis];
      int[] range = Dims.sliced(starts[i], ends[i], steps == null ? 1 : steps[i], size);
      if (range[2] < 1) {
        throw new IllegalArgumentException("takes nothing");
      }
      int by = range[1];
      if (by != 1 && (by < 1 || rank != 3 || axis == 0)) {
        throw new IllegalArgumentException(
            "slices with the step "
                + by
                + ", which no layer does; it must be 1, or positive along height or width");
      }
      at = part(step, at, axis, range[0], range[0] + (range[2] - 1) * by + 1);
      if (by != 1 && range[2] > 1) {
        at = everyPixel(step.importer(), at, axis == 1 ? by : 1, axis == 2 ? by : 1);
      }
    }
    return at;
  }

  /** One pixel of so many: a pool of windows of one pixel. */
  private static Value everyPixel(Importer importer, Value image, int down, int right) {
    return importer.ofImage(
        importer.layer(new MaxPool2D(1).stride(down, right), importer.image(image)));
  }

  private static Value part(Step step, Value input, int axis, int from, int to) {
    int[] dims = input.dims().clone();
    if (from == 0 && to == dims[axis]) {
      return input;
    }
    Importer importer = step.importer();
    if (input.rank() == 3 && axis > 0) {
      int after = dims[axis] - to;
      Cropping2D layer =
          axis == 1 ? new Cropping2D(from, after, 0, 0) : new Cropping2D(0, 0, from, after);
      return importer.ofImage(importer.layer(layer, importer.image(input)));
    }
    int[] order = lastOf(input.rank(), axis);
    dims[axis] = to - from;
    Expr y = importer.layer(new Slice(from, to), importer.stored(input, order));
    return importer.value(y, dims, order);
  }

  /** The parts of a Split, the only operator here with several outputs. */
  static List<Value> split(Step step) {
    Value input = step.computed(0);
    int axis = step.sampleAxis(step.node().integer("axis", 0), input.rank());
    int size = input.dims()[axis];
    int count = step.node().outputs().size();
    long[] sizes = step.numbers("split", 1);
    if (sizes == null) {
      sizes = new long[count];
      int each = (size + count - 1) / count;
      for (int i = 0; i < count; i++) {
        sizes[i] = Math.min(each, size - (long) i * each);
      }
    }
    List<Value> parts = new ArrayList<>();
    int at = 0;
    for (long own : sizes) {
      if (own < 1 || own > size - at) {
        throw new IllegalArgumentException("splits " + size + " into " + Arrays.toString(sizes));
      }
      parts.add(part(step, input, axis, at, at + (int) own));
      at += (int) own;
    }
    if (at != size || parts.size() != count) {
      throw new IllegalArgumentException("splits " + size + " into " + Arrays.toString(sizes));
    }
    return parts;
  }
}
