package dev.limpid.interop.onnx;

import dev.limpid.layers.Slice;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.resize.ConstantPadding2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.ReflectionPadding2D;
import dev.limpid.layers.resize.ReplicationPadding2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that move values: other shapes, orders, parts and borders. */
final class Shapes {
  private Shapes() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("Flatten", Shapes::flatten);
    operators.put("Reshape", Shapes::reshape);
    operators.put("Squeeze", Shapes::squeeze);
    operators.put("Unsqueeze", Shapes::unsqueeze);
    operators.put("Transpose", Shapes::transpose);
    operators.put("Concat", Shapes::concat);
    operators.put("Slice", Shapes::slice);
    operators.put("Pad", Shapes::pad);
    operators.put("DepthToSpace", Shapes::depthToSpace);
    operators.put("SpaceToDepth", Shapes::spaceToDepth);
  }

  /** Of the dimensions of a sample; what no layer puts out keeps its dimensions alone. */
  private static Value reshaped(Step step, int... dims) {
    Value input = step.input(0);
    if (OnnxTensor.size(dims) != OnnxTensor.size(input.dims())) {
      throw new IllegalArgumentException(
          "reshapes samples of " + Arrays.toString(input.dims()) + " to " + Arrays.toString(dims));
    }
    return input.isComputed() ? step.importer().reshape(input, dims) : Value.without(dims);
  }

  private static Value flatten(Step step) {
    long axis = step.node().integer("axis", 1);
    int rank = step.input(0).rank() + 1;
    if (axis != 1 && axis + rank != 1) {
      throw new IllegalArgumentException("flattens several samples into one; only axis 1 does not");
    }
    return reshaped(step, OnnxTensor.size(step.input(0).dims()));
  }

  private static Value reshape(Step step) {
    Value input = step.input(0);
    long[] wanted = step.numbers("shape", 1);
    if (wanted == null || wanted.length == 0) {
      throw new IllegalArgumentException("reshapes a batch to one number");
    }
    boolean copies = step.node().integer("allowzero", 0) == 0;
    int[] own = input.dims();
    int[] dims = new int[wanted.length - 1];
    int open = -1;
    long known = 1;
    for (int i = 0; i < dims.length; i++) {
      long dim = wanted[i + 1];
      dim = dim == 0 && copies && i < own.length ? own[i] : dim;
      if (dim == Importer.BATCH || dim < -1 || dim > Integer.MAX_VALUE || dim == -1 && open >= 0) {
        throw new IllegalArgumentException(
            "reshapes to " + Arrays.toString(wanted) + ", which moves samples");
      }
      open = dim == -1 ? i : open;
      dims[i] = (int) dim;
      known = Math.multiplyExact(known, dim == -1 ? 1 : dim);
    }
    int size = OnnxTensor.size(own);
    boolean keepsBatch =
        wanted[0] == Importer.BATCH
            || wanted[0] == 0 && copies
            || wanted[0] == step.importer().batch()
            || wanted[0] == -1 && known == size;
    if (!keepsBatch || known == 0 || size % known != 0) {
      throw new IllegalArgumentException(
          "reshapes samples of "
              + Arrays.toString(own)
              + " to batches of "
              + Arrays.toString(wanted)
              + ", which moves values from one to another");
    }
    if (open >= 0) {
      dims[open] = (int) (size / known);
    }
    return reshaped(step, dims);
  }

  private static Value squeeze(Step step) {
    Value input = step.input(0);
    long[] axes = step.numbers("axes", 1);
    int[] dims = input.dims();
    if (axes == null) {
      return reshaped(step, Arrays.stream(dims).filter(dim -> dim != 1).toArray());
    }
    int[] dropped =
        Arrays.stream(axes).mapToInt(a -> step.sampleAxis(a, dims.length)).sorted().toArray();
    return reshaped(
        step,
        IntStream.range(0, dims.length)
            .filter(d -> Arrays.binarySearch(dropped, d) < 0)
            .map(d -> dims[d])
            .toArray());
  }

  private static Value unsqueeze(Step step) {
    int[] own = step.input(0).dims();
    int[] batch = new int[own.length + 1];
    batch[0] = 2;
    System.arraycopy(own, 0, batch, 1, own.length);
    int[] all = Dims.unsqueezed(batch, step.numbers("axes", 1));
    if (all[0] != 2) {
      throw new IllegalArgumentException("puts an axis before that of the samples");
    }
    return reshaped(step, Arrays.copyOfRange(all, 1, all.length));
  }

  private static Value transpose(Step step) {
    Value input = step.input(0);
    long[] perm = step.node().integers("perm");
    int rank = input.rank();
    if (perm.length != rank + 1 || perm[0] != 0) {
      throw new IllegalArgumentException("moves samples to another axis");
    }
    int[] order = new int[rank];
    Arrays.setAll(order, i -> step.sampleAxis(perm[i + 1], rank));
    if (Arrays.stream(order).distinct().count() != rank) {
      throw new IllegalArgumentException("its order " + Arrays.toString(perm) + " is none");
    }
    if (!input.isComputed()) {
      return Value.without(Arrays.stream(order).map(d -> input.dims()[d]).toArray());
    }
    return Value.of(input.layout().transposed(order), input.expr());
  }

  /** PyTorch's PixelShuffle has the mode CRD; the other one puts the blocks outermost. */
  private static Value depthToSpace(Step step) {
    Value image = step.image();
    int block = block(step, image.dims()[0]);
    int[] d = image.dims();
    int channels = d[0] / block / block;
    boolean channelsFirst = step.node().text("mode", "DCR").equals("CRD");
    Importer importer = step.importer();
    Value cut =
        channelsFirst
            ? importer.reshape(image, channels, block, block, d[1], d[2])
            : importer.reshape(image, block, block, channels, d[1], d[2]);
    int[] order = channelsFirst ? new int[] {0, 3, 1, 4, 2} : new int[] {2, 3, 0, 4, 1};
    Value turned = Value.of(cut.layout().transposed(order), cut.expr());
    return importer.reshape(turned, channels, d[1] * block, d[2] * block);
  }

  private static Value spaceToDepth(Step step) {
    Value image = step.image();
    int block = Math.toIntExact(step.node().integer("blocksize", 0));
    int[] d = image.dims();
    if (block < 1 || d[1] % block != 0 || d[2] % block != 0) {
      throw new IllegalArgumentException("its blocks do not fit its image");
    }
    int height = d[1] / block;
    int width = d[2] / block;
    Value cut = step.importer().reshape(image, d[0], height, block, width, block);
    Value turned = Value.of(cut.layout().transposed(2, 4, 0, 1, 3), cut.expr());
    return step.importer().reshape(turned, d[0] * block * block, height, width);
  }

  private static int block(Step step, int channels) {
    int block = Math.toIntExact(step.node().integer("blocksize", 0));
    if (block < 1 || channels % (block * block) != 0) {
      throw new IllegalArgumentException("its blocks do not fit its channels");
    }
    return block;
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
      if (range[1] != 1 || range[2] < 1) {
        throw new IllegalArgumentException("takes nothing, or not each value of a range");
      }
      at = part(step, at, axis, range[0], range[0] + range[2]);
    }
    return at;
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

  private static Value pad(Step step) {
    Value input = step.input(0);
    int rank = input.rank();
    long[] pads = step.numbers("pads", 1);
    int all = rank + 1;
    if (step.optional(3) != null) {
      pads = spread(pads, step.constant(3).longs(), all);
    }
    if (pads == null || pads.length != 2 * all || pads[0] != 0 || pads[all] != 0) {
      throw new IllegalArgumentException("has paddings that do not fit samples");
    }
    if (Arrays.stream(pads).allMatch(pad -> pad == 0)) {
      return input;
    }
    int[] dims = input.dims().clone();
    for (int d = 0; d < rank; d++) {
      dims[d] = Math.toIntExact(dims[d] + pads[d + 1] + pads[all + d + 1]);
      if (dims[d] < 1) {
        throw new IllegalArgumentException("leaves nothing of its input");
      }
    }
    if (!input.isComputed() || rank != 3 || pads[1] != 0 || pads[all + 1] != 0) {
      return Value.without(dims);
    }
    return padded(step, input, (int) pads[2], (int) pads[6], (int) pads[3], (int) pads[7]);
  }

  private static long[] spread(long[] pads, long[] axes, int rank) {
    long[] result = new long[2 * rank];
    for (int i = 0; i < axes.length; i++) {
      int axis = (int) (axes[i] < 0 ? axes[i] + rank : axes[i]);
      result[axis] = pads[i];
      result[axis + rank] = pads[i + axes.length];
    }
    return result;
  }

  private static Value padded(Step step, Value input, int top, int bottom, int left, int right) {
    Importer importer = step.importer();
    Expr image = importer.image(input);
    if (Math.min(Math.min(top, bottom), Math.min(left, right)) < 0) {
      image =
          importer.layer(
              new Cropping2D(
                  Math.max(0, -top), Math.max(0, -bottom), Math.max(0, -left), Math.max(0, -right)),
              image);
    }
    int[] m = {Math.max(0, top), Math.max(0, bottom), Math.max(0, left), Math.max(0, right)};
    String mode = step.node().text("mode", "constant");
    double value =
        step.optional(2) != null ? step.constant(2).floats()[0] : step.node().real("value", 0);
    if (m[0] + m[1] + m[2] + m[3] == 0) {
      return importer.ofImage(image);
    }
    return importer.ofImage(
        importer.layer(
            switch (mode) {
              case "constant" ->
                  value == 0
                      ? new ZeroPadding2D(m[0], m[1], m[2], m[3])
                      : new ConstantPadding2D(value, m[0], m[1], m[2], m[3]);
              case "reflect" -> new ReflectionPadding2D(m[0], m[1], m[2], m[3]);
              case "edge" -> new ReplicationPadding2D(m[0], m[1], m[2], m[3]);
              default -> throw new IllegalArgumentException("pads by the mode '" + mode + "'");
            },
            image));
  }
}
