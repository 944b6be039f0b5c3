/**
 * Layers, losses, and the network that holds them.
 *
 * <p>There is no automatic differentiation: each {@link dev.limpid.layers.Layer} has a forward and
 * a backward pass that one can read in one sitting and step through in a debugger, and keeps what
 * backward needs in named fields. A {@link dev.limpid.layers.Mode} says what a forward pass does.
 */
package dev.limpid.layers;
