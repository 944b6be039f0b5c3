/**
 * Pooling: the maximum or the mean of windows, and the mean of whole images. A row of windows is
 * done tap by tap, so that the channels of neighbouring windows lie side by side.
 */
package dev.limpid.layers.pool;
