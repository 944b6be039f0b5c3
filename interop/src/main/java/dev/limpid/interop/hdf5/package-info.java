/**
 * HDF5 files as far as models need them: groups, attributes of text and numbers, and data sets.
 *
 * <p>{@link dev.limpid.interop.hdf5.Hdf5File} reads what h5py writes by default (superblock 0) and
 * most of what newer settings write; every offset, count and size in a file is held against the
 * file's length before it is used, nothing outside the file is ever opened, and what takes more
 * steps than the file has bytes is refused. {@link dev.limpid.interop.hdf5.Hdf5Writer} writes files
 * that h5py of any version reads.
 *
 * <p>The format: "HDF5 File Format Specification Version 3.0", The HDF Group.
 */
package dev.limpid.interop.hdf5;
