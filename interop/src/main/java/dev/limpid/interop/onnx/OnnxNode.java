package dev.limpid.interop.onnx;

import dev.limpid.layers.json.ForeignText;
import java.util.List;
import java.util.Map;

/**
 * An operator in a graph.
 *
 * @param name of the node; may be empty
 * @param operator such as {@code Conv}
 * @param domain empty for ONNX's own operators
 * @param inputs names of values; empty for one that is left out
 * @param outputs names of values
 * @param attributes by name
 */
record OnnxNode(
    String name,
    String operator,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, OnnxAttribute> attributes) {

  boolean has(String attribute) {
    return attributes.containsKey(attribute);
  }

  long integer(String attribute, long otherwise) {
    OnnxAttribute found = attributes.get(attribute);
    return found == null ? otherwise : found.integer();
  }

  double real(String attribute, double otherwise) {
    OnnxAttribute found = attributes.get(attribute);
    return found == null ? otherwise : found.real();
  }

  String text(String attribute, String otherwise) {
    OnnxAttribute found = attributes.get(attribute);
    return found == null ? otherwise : found.text();
  }

  long[] integers(String attribute, long... otherwise) {
    OnnxAttribute found = attributes.get(attribute);
    return found == null ? otherwise : found.integers();
  }

  /** What tells this node from others: its name, or that of what it puts out. */
  String label() {
    return !name.isEmpty() || outputs.isEmpty() ? name : outputs.get(0);
  }

  @Override
  public String toString() {
    return operator + " " + ForeignText.quoted(label());
  }
}
