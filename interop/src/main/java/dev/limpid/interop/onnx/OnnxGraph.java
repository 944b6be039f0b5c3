package dev.limpid.interop.onnx;

import java.util.List;
import java.util.Map;

/**
 * The graph of an ONNX file: operators in the order in which they run, and what goes in and out.
 *
 * @param nodes the operators
 * @param initializers weights and constants by name
 * @param inputs what is given to the graph; old files list the initializers here as well
 * @param outputs names of what it puts out
 */
record OnnxGraph(
    List<OnnxNode> nodes,
    Map<String, OnnxTensor> initializers,
    List<OnnxInput> inputs,
    List<String> outputs) {

  /**
   * An input.
   *
   * @param name of the value
   * @param dims of a batch; -1 where the file gives a name or nothing
   */
  record OnnxInput(String name, long[] dims) {}
}
