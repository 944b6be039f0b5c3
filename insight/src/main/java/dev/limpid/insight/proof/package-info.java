/**
 * What a change did to a training: {@link dev.limpid.insight.proof.Proof} compares the same
 * training with and without it, seed by seed, by a few {@linkplain dev.limpid.insight.proof.Measure
 * measures}.
 */
package dev.limpid.insight.proof;
