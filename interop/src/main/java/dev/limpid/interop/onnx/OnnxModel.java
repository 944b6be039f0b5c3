package dev.limpid.interop.onnx;

import java.nio.file.Path;
import java.util.Map;

/**
 * What an ONNX file holds.
 *
 * @param file where it was read
 * @param opset version of the operators
 * @param producer the program that wrote it
 * @param metadata texts by name
 * @param graph the graph
 */
record OnnxModel(
    Path file, int opset, String producer, Map<String, String> metadata, OnnxGraph graph) {}
