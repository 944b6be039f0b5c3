/**
 * Models that were trained elsewhere. {@link dev.limpid.interop.ModelFiles} looks at what a file
 * holds and hands it to the package of its format; what comes back is an ordinary network, with a
 * sentence for everything that could not be carried over. Nothing in a file is ever run, and what
 * is not understood is refused by its name.
 */
package dev.limpid.interop;
