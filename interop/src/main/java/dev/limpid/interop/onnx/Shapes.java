package dev.limpid.interop.onnx;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that give the same values other shapes and orders. */
final class Shapes {
  private Shapes() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("Flatten", Shapes::flatten);
    operators.put("Reshape", Shapes::reshape);
    operators.put("Squeeze", Shapes::squeeze);
    operators.put("Unsqueeze", Shapes::unsqueeze);
    operators.put("Transpose", Shapes::transpose);
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
}
