/**
 * Reading and writing networks.
 *
 * <p>{@link dev.limpid.layers.io.ModelFile} is a whole network in one safetensors file: its
 * architecture as JSON in the metadata, its parameters as tensors. {@link
 * dev.limpid.layers.io.Safetensors} is the format, {@link dev.limpid.layers.io.Json} the notation.
 * Files come from strangers: every length is checked before anything is allocated, and a write is
 * never half done.
 */
package dev.limpid.layers.io;
