/**
 * The command line. {@link dev.limpid.cli.Limpid} holds one class for each command; {@link
 * dev.limpid.cli.Launcher} makes sure that a plain {@code java -jar} runs on the fast kernels.
 */
package dev.limpid.cli;
