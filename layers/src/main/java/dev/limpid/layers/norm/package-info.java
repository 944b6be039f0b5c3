/**
 * Normalization: {@link dev.limpid.layers.norm.BatchNorm}, the {@linkplain
 * dev.limpid.layers.norm.Averaging averages} that it uses in inference, and the {@linkplain
 * dev.limpid.layers.norm.PopulationStatistics statistics of a whole data set} that tell how far
 * those averages lag behind.
 */
package dev.limpid.layers.norm;
