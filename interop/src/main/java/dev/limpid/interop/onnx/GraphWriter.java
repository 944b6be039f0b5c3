package dev.limpid.interop.onnx;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the nodes and weights of a graph, in the order in which they run. */
final class GraphWriter {
  /** What a file names as its producer. */
  static final String PRODUCER = "limpid";

  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final ProtoWriter graph = new ProtoWriter();
  private final Set<String> names = new HashSet<>();

  /** Layers whose weights others have too, and their weights by the names that they were to get. */
  private final Set<String> sharing = new HashSet<>();

  private final Map<String, Kept> kept = new HashMap<>();
  private long bytes;

  /** A weight that may be asked for again. */
  private record Kept(String name, int[] dims, float[] values) {
    boolean is(int[] otherDims, float[] others) {
      return Arrays.equals(dims, otherDims) && Arrays.equals(values, others);
    }
  }

  /** A node that is being written. */
  final class NodeWriter {
    private final ProtoWriter node = new ProtoWriter();
    private final String operator;

    private NodeWriter(String operator, String... inputs) {
      this.operator = operator;
      for (String input : inputs) {
        node.text(1, input);
      }
    }

    NodeWriter set(String name, long value) {
      return set(new ProtoWriter().text(1, name).number(3, value).number(20, 2));
    }

    NodeWriter set(String name, double value) {
      return set(new ProtoWriter().text(1, name).real(2, (float) value).number(20, 1));
    }

    NodeWriter set(String name, String value) {
      return set(new ProtoWriter().text(1, name).text(4, value).number(20, 3));
    }

    NodeWriter set(String name, int... values) {
      ProtoWriter attribute = new ProtoWriter().text(1, name);
      for (int value : values) {
        attribute.number(8, value);
      }
      return set(attribute.number(20, 7));
    }

    private NodeWriter set(ProtoWriter attribute) {
      node.message(5, attribute);
      return this;
    }

    /**
     * Ends the node.
     *
     * @param output a name for what it puts out, made unlike all others
     */
    String to(String output) {
      String name = free(output);
      node.text(2, name).text(3, name).text(4, operator);
      graph.message(1, node);
      return name;
    }
  }

  /** Adds a node as it is. */
  void add(ProtoWriter node) {
    graph.message(1, node);
  }

  /** Adds a tensor as it is. */
  void addWeight(ProtoWriter tensor) {
    graph.message(5, tensor);
  }

  NodeWriter node(String operator, String... inputs) {
    return new NodeWriter(operator, inputs);
  }

  /** A name that nothing has yet. */
  String free(String wanted) {
    String name = wanted;
    for (int i = 2; !names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** Adds a weight. */
  String weight(String name, int[] dims, float[] values) {
    ByteBuffer raw = buffer(4L * values.length);
    for (float value : values) {
      raw.putFloat(value);
    }
    return tensor(name, dims, FLOAT, raw);
  }

  /** Tells that the weights of a layer will be asked for more than once. */
  void share(String layer) {
    sharing.add(layer);
  }

  /** A weight of a layer: the one that is there already if it was asked for before. */
  String weightOf(String layer, String role, int[] dims, float[] values) {
    String wanted = layer + role;
    if (!sharing.contains(layer)) {
      return weight(wanted, dims, values);
    }
    Kept before = kept.get(wanted);
    if (before != null && before.is(dims, values)) {
      return before.name;
    }
    String name = weight(wanted, dims, values);
    kept.putIfAbsent(wanted, new Kept(name, dims, values));
    return name;
  }

  String number(String name, double value) {
    return weight(name, new int[0], new float[] {(float) value});
  }

  /** Adds a list of whole numbers. */
  String numbers(String name, long... values) {
    ByteBuffer raw = buffer(8L * values.length);
    for (long value : values) {
      raw.putLong(value);
    }
    return tensor(name, new int[] {values.length}, INT64, raw);
  }

  private ByteBuffer buffer(long size) {
    bytes += size;
    if (bytes > 2_000_000_000L) {
      throw new IllegalArgumentException(
          "an ONNX file has less than 2 GB, and the network's weights have more");
    }
    return ByteBuffer.allocate((int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private String tensor(String wanted, int[] dims, int type, ByteBuffer raw) {
    String name = free(wanted);
    ProtoWriter tensor = new ProtoWriter();
    for (int dim : dims) {
      tensor.number(1, dim);
    }
    graph.message(5, tensor.number(2, type).text(8, name).bytes(9, raw.array()));
    return name;
  }

  void input(String name, int... dims) {
    graph.message(11, value(name, dims));
  }

  void output(String name, int... dims) {
    graph.message(12, value(name, dims));
  }

  /** A batch of float32 of any size. */
  private static ProtoWriter value(String name, int... dims) {
    ProtoWriter shape = new ProtoWriter().message(1, new ProtoWriter().text(2, "N"));
    for (int dim : dims) {
      shape.message(1, new ProtoWriter().number(1, dim));
    }
    ProtoWriter tensor = new ProtoWriter().number(1, FLOAT).message(2, shape);
    return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
  }

  /** The whole file. */
  byte[] model(int opset, List<String[]> metadata) {
    graph.text(2, "limpid");
    ProtoWriter model = new ProtoWriter().number(1, 8).text(2, PRODUCER).message(7, graph);
    model.message(8, new ProtoWriter().text(1, "").number(2, opset));
    for (String[] entry : new ArrayList<>(metadata)) {
      model.message(14, new ProtoWriter().text(1, entry[0]).text(2, entry[1]));
    }
    return model.toBytes();
  }
}
