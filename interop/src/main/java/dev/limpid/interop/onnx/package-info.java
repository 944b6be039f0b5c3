/**
 * ONNX files. {@link dev.limpid.interop.onnx.OnnxReader} reads the graph of operators, computes
 * what is constant, follows how values are laid out, and writes down a layer for each operator.
 */
package dev.limpid.interop.onnx;
