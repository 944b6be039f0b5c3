/** Layers that pad, crop and enlarge images. */
package dev.limpid.layers.resize;
