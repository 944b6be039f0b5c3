/**
 * What everything else stands on.
 *
 * <ul>
 *   <li>{@link dev.limpid.core.Tensor} is a plain row-major {@code float[]} with a {@link
 *       dev.limpid.core.Shape}; activations are NHWC, convolution kernels HWIO.
 *   <li>{@link dev.limpid.core.Parameter} is a named tensor of a network with its gradient.
 *   <li>{@link dev.limpid.core.Rng} gives the same random numbers on every machine and JDK.
 *   <li>{@link dev.limpid.core.Parallel} cuts work into pieces that don't depend on the number of
 *       threads, so that results don't either; {@link dev.limpid.core.Scratch} lends each thread
 *       the buffers that it needs for a piece.
 * </ul>
 *
 * <p>Nothing here knows a layer, an optimizer or a file.
 */
package dev.limpid.core;
