/** How a loss falls with the number of training images; {@code learning-curve} measures it. */
package dev.limpid.insight.curve;
