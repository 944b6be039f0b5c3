/**
 * What the kernels of this module and of {@code limpid-vector} share; not for others.
 *
 * <p>{@link dev.limpid.core.internal.Property} reads system properties, {@link
 * dev.limpid.core.internal.Lanes} adds partial sums, {@link dev.limpid.core.internal.Ints} rounds.
 */
package dev.limpid.core.internal;
