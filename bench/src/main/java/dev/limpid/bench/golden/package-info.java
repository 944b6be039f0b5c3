/**
 * {@code verify}: runs reference cases that another program computed through the library.
 *
 * <p>A case is a safetensors file whose metadata names a {@code kind} and its options; activations
 * are NCHW, convolution kernels OIHW, dense kernels [out, in], as PyTorch has them. {@link
 * dev.limpid.bench.golden.GoldenSuite} finds the files; there is one class for each group of kinds.
 * Nothing here knows a particular case.
 */
package dev.limpid.bench.golden;
