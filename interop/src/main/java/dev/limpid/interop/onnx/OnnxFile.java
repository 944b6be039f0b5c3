package dev.limpid.interop.onnx;

import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.onnx.OnnxGraph.OnnxInput;
import dev.limpid.interop.onnx.ProtoMessage.Malformed;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads an ONNX file into the records of its graph. Weights are not copied: they are views of the
 * file's bytes, or of the files beside it that it names.
 *
 * <p>Source: onnx.proto of ONNX, whose field numbers these are.
 */
final class OnnxFile {
  private static final int MOST_ITEMS = 100_000;
  private static final int MOST_DEPTH = 4;

  private final Path file;
  private final TensorReader tensors;

  private OnnxFile(Path file) {
    this.file = file;
    this.tensors = new TensorReader(file);
  }

  static OnnxModel read(Path file) throws IOException {
    ReadOnlyFile.requireFile(file);
    try {
      if (Files.size(file) > Integer.MAX_VALUE - 8) {
        throw new UnsupportedModelException(
            file, "has 2 GB or more; save its weights as external data");
      }
      return of(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      throw new UnsupportedModelException(file, "there is no such file", e);
    }
  }

  static OnnxModel of(Path file, byte[] bytes) throws IOException {
    try {
      return new OnnxFile(file)
          .model(new ProtoMessage(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)));
    } catch (Malformed e) {
      throw new UnsupportedModelException(
          file, "is no ONNX file, or it is damaged: " + e.getMessage(), e);
    }
  }

  private UnsupportedModelException problem(String text) {
    return new UnsupportedModelException(file, text);
  }

  private OnnxModel model(ProtoMessage message) throws IOException {
    long opset = 0;
    String producer = "";
    Map<String, String> metadata = new LinkedHashMap<>();
    ProtoMessage graph = null;
    while (message.next()) {
      switch (message.field()) {
        case 2 -> producer = message.text();
        case 7 -> graph = message.message();
        case 8 -> opset = Math.max(opset, opset(message.message()));
        case 14 -> addEntry(message.message(), metadata);
        default -> {}
      }
    }
    if (graph == null || opset == 0) {
      throw problem("is no ONNX file: it has no " + (graph == null ? "graph" : "operator set"));
    }
    if (opset > Operators.NEWEST) {
      throw problem(
          "uses the operators of opset "
              + opset
              + "; up to "
              + Operators.NEWEST
              + " are known: export it with opset_version=17");
    }
    return new OnnxModel(file, (int) opset, producer, metadata, graph(graph, 0));
  }

  /** The version of ONNX's own operators; 0 for those of others. */
  private static long opset(ProtoMessage message) {
    String domain = "";
    long version = 0;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> domain = message.text();
        case 2 -> version = message.number();
        default -> {}
      }
    }
    return domain.isEmpty() || domain.equals("ai.onnx") ? version : 0;
  }

  static void addEntry(ProtoMessage message, Map<String, String> entries) {
    String key = "";
    String value = "";
    while (message.next()) {
      switch (message.field()) {
        case 1 -> key = message.text();
        case 2 -> value = message.text();
        default -> {}
      }
    }
    entries.put(key, value);
  }

  private OnnxGraph graph(ProtoMessage message, int depth) throws IOException {
    if (depth > MOST_DEPTH) {
      throw problem("has graphs within graphs, more than " + MOST_DEPTH + " deep");
    }
    List<ProtoMessage> nodes = new ArrayList<>();
    Map<String, OnnxTensor> initializers = new LinkedHashMap<>();
    List<OnnxInput> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> nodes.add(message.message());
        case 5 -> addInitializer(tensors.read(message.message()), initializers);
        case 11 -> inputs.add(input(message.message()));
        case 12 -> outputs.add(input(message.message()).name());
        case 15 -> throw problem("has sparse weights, which can't be read");
        default -> {}
      }
      if (Math.max(nodes.size(), initializers.size()) > MOST_ITEMS
          || Math.max(inputs.size(), outputs.size()) > MOST_ITEMS) {
        throw problem("has more than " + MOST_ITEMS + " nodes or weights, which is too large");
      }
    }
    List<OnnxNode> parsed = new ArrayList<>(nodes.size());
    for (ProtoMessage node : nodes) {
      parsed.add(node(node, depth));
    }
    return new OnnxGraph(parsed, initializers, inputs, outputs);
  }

  private void addInitializer(OnnxTensor tensor, Map<String, OnnxTensor> initializers)
      throws UnsupportedModelException {
    if (initializers.put(tensor.name(), tensor) != null) {
      throw problem("has two weights named " + ForeignText.quoted(tensor.name()));
    }
  }

  private static OnnxInput input(ProtoMessage message) {
    String name = "";
    List<Long> dims = new ArrayList<>();
    while (message.next()) {
      if (message.field() == 1) {
        name = message.text();
      } else if (message.field() == 2) {
        addDims(message.message(), dims);
      }
    }
    return new OnnxInput(name, dims.stream().mapToLong(Long::longValue).toArray());
  }

  private static void addDims(ProtoMessage type, List<Long> dims) {
    while (type.next()) {
      if (type.field() == 1) {
        ProtoMessage tensor = type.message();
        while (tensor.next()) {
          if (tensor.field() == 2) {
            ProtoMessage shape = tensor.message();
            while (shape.next() && dims.size() < 16) {
              dims.add(dim(shape.message()));
            }
          }
        }
      }
    }
  }

  private static long dim(ProtoMessage message) {
    long value = -1;
    while (message.next()) {
      value = message.field() == 1 ? message.number() : value;
    }
    return value;
  }

  private OnnxNode node(ProtoMessage message, int depth) throws IOException {
    String name = "";
    String operator = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    while (message.next()) {
      switch (message.field()) {
        case 1 -> inputs.add(message.text());
        case 2 -> outputs.add(message.text());
        case 3 -> name = message.text();
        case 4 -> operator = message.text();
        case 5 -> addAttribute(message.message(), attributes, depth);
        case 7 -> domain = message.text();
        default -> {}
      }
    }
    return new OnnxNode(name, operator, domain, inputs, outputs, attributes);
  }

  private void addAttribute(ProtoMessage message, Map<String, OnnxAttribute> attributes, int depth)
      throws IOException {
    String name = "";
    long integer = 0;
    double real = 0;
    String text = "";
    ProtoMessage.Numbers integers = new ProtoMessage.Numbers();
    ProtoMessage.Numbers reals = new ProtoMessage.Numbers();
    OnnxTensor tensor = null;
    OnnxGraph graph = null;
    while (message.next()) {
      switch (message.field()) {
        case 1 -> name = message.text();
        case 2 -> real = message.real();
        case 3 -> integer = message.number();
        case 4 -> text = message.text();
        case 5 -> tensor = tensors.read(message.message());
        case 6 -> graph = graph(message.message(), depth + 1);
        case 7 -> message.realsInto(reals, false);
        case 8 -> message.numbersInto(integers);
        default -> {}
      }
    }
    attributes.put(
        name,
        new OnnxAttribute(
            integer,
            real,
            text,
            integers.toArray(),
            Arrays.stream(reals.toArray()).mapToDouble(Double::longBitsToDouble).toArray(),
            tensor,
            graph));
  }
}
