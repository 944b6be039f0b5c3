/**
 * The command line. {@link dev.limpid.examples.cli.Limpid} holds one class for each command; {@link
 * dev.limpid.examples.cli.Launcher} makes sure that a plain {@code java -jar} runs on the fast
 * kernels.
 */
package dev.limpid.examples.cli;
