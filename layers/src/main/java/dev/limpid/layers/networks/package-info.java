/**
 * Networks that are ready to build: {@link dev.limpid.layers.networks.SeedNetwork} is the one of
 * the question that Limpid answers, {@link dev.limpid.layers.networks.ResNet} one with shortcuts.
 */
package dev.limpid.layers.networks;
