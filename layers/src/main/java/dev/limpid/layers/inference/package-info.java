/**
 * Networks that only answer. A {@link dev.limpid.layers.inference.FrozenNetwork} copies a network
 * by asking each layer for its {@linkplain dev.limpid.layers.InferenceForm form in inference}:
 * neighbours that make one pass are joined, and what has no form of its own is made anew by {@link
 * dev.limpid.layers.io.LayerTypes}, as if it were written to a file and read.
 */
package dev.limpid.layers.inference;
