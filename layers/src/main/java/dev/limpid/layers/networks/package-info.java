/**
 * Networks that are ready to build: {@link dev.limpid.layers.networks.SeedNetwork} is the one of
 * the question that Limpid answers.
 */
package dev.limpid.layers.networks;
