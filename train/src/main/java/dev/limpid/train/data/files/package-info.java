/**
 * Data sets in the files that they are handed round in: {@link
 * dev.limpid.train.data.files.IdxFiles} of the MNIST family, {@link
 * dev.limpid.train.data.files.CifarFiles}, and NumPy's arrays, {@link
 * dev.limpid.train.data.files.NumpyFiles}. {@link dev.limpid.train.data.files.PackedData} says
 * which of them a folder or file is.
 *
 * <p>Files that are not compressed are mapped, not read: a data set may be larger than the memory
 * of the JVM. Compressed ones are inflated into memory. A file that is cut off, foreign or says
 * absurd sizes is refused in one line, before memory is taken for what it claims to hold.
 */
package dev.limpid.train.data.files;
