/**
 * {@link dev.limpid.core.compute.Compute}: on what a network computes, chosen in one place. {@link
 * dev.limpid.core.compute.JvmOptions}: how to start a JVM for it.
 */
package dev.limpid.core.compute;
