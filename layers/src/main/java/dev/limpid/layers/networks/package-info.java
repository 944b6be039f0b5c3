/**
 * Networks that are ready to build: {@link dev.limpid.layers.networks.SeedNetwork} is the one of
 * the question that Limpid answers, {@link dev.limpid.layers.networks.ResNet} one with shortcuts,
 * {@link dev.limpid.layers.networks.ConvNet} a plain one of four convolutions, {@link
 * dev.limpid.layers.networks.LeNet} a small one for digits.
 */
package dev.limpid.layers.networks;
