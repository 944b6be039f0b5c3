/**
 * Convolutions of NHWC images with HWIO kernels.
 *
 * <p>{@link dev.limpid.core.conv.ConvGeometry} holds the sizes. {@link
 * dev.limpid.core.conv.ConvAlgorithm} is the one interface: {@code direct} is six plain loops that
 * a person can step through, and the oracle of the tests; {@code im2col} unfolds patches into a
 * matrix and leaves the work to any {@link dev.limpid.core.gemm.Gemm}. {@link
 * dev.limpid.core.compute.Kernels} bring their own: the Vector API's are {@code implicit}, which
 * multiplies patches without storing them, and Winograd's, with tiles of many sizes ({@code
 * winograd4}, {@code winograd3x6}), which do with 2.25 to 4.6 times fewer multiplications. {@link
 * dev.limpid.core.conv.ConvChoice} asks for one of them.
 */
package dev.limpid.core.conv;
