/**
 * Signals of training health: cheap figures of each layer at the end of an epoch, which tell how
 * gradients, updates and activations do.
 */
package dev.limpid.train.health;
