/**
 * Signals of training health: cheap figures of each layer at the end of an epoch, which tell how
 * gradients, updates and activations do. {@link dev.limpid.insight.measure.health.HealthListener}
 * measures them around the epoch's last step, and changes nothing.
 */
package dev.limpid.insight.health;
