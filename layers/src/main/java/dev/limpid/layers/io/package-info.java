/**
 * Reading and writing networks.
 *
 * <p>{@link dev.limpid.layers.io.ModelFile} is a whole network in one safetensors file: its
 * architecture as JSON in the metadata, its parameters as tensors. {@link
 * dev.limpid.layers.io.Safetensors} is the format, {@link dev.limpid.layers.io.LayerTypes} makes
 * the layers. Files come from strangers: every length is checked before anything is allocated, and
 * a write is never half done ({@link dev.limpid.layers.io.AtomicFile}).
 */
package dev.limpid.layers.io;
