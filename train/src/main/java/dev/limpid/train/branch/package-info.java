/**
 * A training that is left for some steps, and gone on with as if nothing had been: for {@code
 * dev.limpid.insight}, which tries changes so.
 */
package dev.limpid.train.branch;
