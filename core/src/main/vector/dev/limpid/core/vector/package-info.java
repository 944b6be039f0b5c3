/**
 * Kernels on the Vector API, the one place that knows {@code jdk.incubator.vector}. The classes
 * here are loaded by name, and only after it is known that this JVM runs them well.
 */
package dev.limpid.core.vector;
