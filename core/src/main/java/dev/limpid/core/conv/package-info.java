/**
 * Convolutions of NHWC images with HWIO kernels.
 *
 * <p>{@link dev.limpid.core.conv.ConvGeometry} holds the sizes. {@link
 * dev.limpid.core.conv.ConvAlgorithm} is the one interface: {@code direct} is six plain loops that
 * a person can step through, and the oracle of the tests; {@code im2col} unfolds patches into a
 * matrix and leaves the work to a {@link dev.limpid.core.gemm.Gemm}.
 */
package dev.limpid.core.conv;
