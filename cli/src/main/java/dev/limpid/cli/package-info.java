/**
 * The command line. {@link dev.limpid.cli.Limpid} holds one class for each command, starts a JVM
 * with the fast kernels, and turns whatever fails into one line.
 */
package dev.limpid.cli;
