/** {@link dev.limpid.core.compute.Compute}: on what a network computes, chosen in one place. */
package dev.limpid.core.compute;
