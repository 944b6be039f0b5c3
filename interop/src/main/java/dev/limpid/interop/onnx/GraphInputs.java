package dev.limpid.interop.onnx;

import dev.limpid.core.Shape;
import dev.limpid.interop.onnx.OnnxGraph.OnnxInput;
import java.util.Arrays;

/**
 * What a graph takes: one sample's shape with channels last, and the batch that it was exported
 * with.
 */
final class GraphInputs {
  private final OnnxModel model;

  /** The size of the batch that the file was exported with; -1 if it is open. */
  private long batch = -1;

  /** Whether the file has channels last. */
  private boolean channelsLast;

  /** Whether all of an input is one sample. */
  private final boolean whole;

  GraphInputs(OnnxModel model) {
    this.model = model;
    this.whole = WholeTensors.are(model.graph());
  }

  /** Whether the graph has no batch at all; a sample is all of an input. */
  boolean areWhole() {
    return whole;
  }

  long batch() {
    return batch;
  }

  boolean hasChannelsLast() {
    return channelsLast;
  }

  /** An input's value; the size of the batch, if it is fixed, must be that of the others. */
  Value add(OnnxInput input) {
    long[] dims = whole ? withBatch(input.dims()) : input.dims();
    int[] sample = new int[Math.max(0, dims.length - 1)];
    for (int i = 0; i < sample.length; i++) {
      long dim = dims[i + 1];
      if (dim < 1 || dim > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "the input '"
                + input.name()
                + "' has no fixed size in dimension "
                + (i + 1)
                + "; export it with one, and only the batch dynamic");
      }
      sample[i] = (int) dim;
    }
    if (dims.length == 0) {
      throw new IllegalArgumentException("the input '" + input.name() + "' has no shape");
    }
    if (dims[0] > 0 && batch > 0 && dims[0] != batch) {
      throw new IllegalArgumentException(
          "takes batches of " + batch + " samples in one input and of " + dims[0] + " in another");
    }
    batch = dims[0] > 0 ? dims[0] : batch;
    boolean isTurned = whole || hasChannelsLast(model.graph(), input.name(), sample);
    channelsLast |= isTurned;
    int[] order = isTurned ? Layout.inOrder(sample.length) : Layout.channelsLast(sample.length);
    Shape shape = Shape.of(Arrays.stream(order).map(dim -> sample[dim]).toArray());
    String name = input.name().isEmpty() || input.name().length() > 100 ? "input" : input.name();
    return Value.of(Layout.of(sample, order), Expr.input(name, shape));
  }

  private static long[] withBatch(long[] dims) {
    long[] all = new long[dims.length + 1];
    System.arraycopy(dims, 0, all, 1, dims.length);
    return all; // the batch is 0: open
  }

  /** Files that were made from TensorFlow turn their input first of all. */
  private static boolean hasChannelsLast(OnnxGraph graph, String input, int[] sample) {
    if (sample.length != 3) {
      return false;
    }
    boolean turned = false;
    for (OnnxNode node : graph.nodes()) {
      if (node.inputs().contains(input)) {
        if (!node.operator().equals("Transpose")
            || !Arrays.equals(node.integers("perm"), new long[] {0, 3, 1, 2})) {
          return isChannels(sample[2]) && !isChannels(sample[0]) && isSize(sample[0], sample[1]);
        }
        turned = true;
      }
    }
    return turned;
  }

  private static boolean isChannels(int size) {
    return size == 1 || size == 3;
  }

  private static boolean isSize(int height, int width) {
    return Math.min(height, width) >= 8;
  }
}
