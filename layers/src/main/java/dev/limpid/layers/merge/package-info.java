/**
 * Layers that take several inputs, and {@link dev.limpid.layers.merge.Residual}, the block that
 * adds what it takes to what its layers make of it.
 */
package dev.limpid.layers.merge;
