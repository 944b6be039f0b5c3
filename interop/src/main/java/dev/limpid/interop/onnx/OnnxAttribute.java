package dev.limpid.interop.onnx;

/**
 * An option of a node; one of these is set, by its type.
 *
 * @param integer a whole number
 * @param real a number
 * @param text a text
 * @param integers whole numbers
 * @param reals numbers
 * @param tensor a tensor, or null
 * @param graph a graph within the graph, or null
 */
record OnnxAttribute(
    long integer,
    double real,
    String text,
    long[] integers,
    double[] reals,
    OnnxTensor tensor,
    OnnxGraph graph) {}
