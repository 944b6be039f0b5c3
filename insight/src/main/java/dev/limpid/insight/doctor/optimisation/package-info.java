/** Causes that lie in the optimizer and its numbers. */
package dev.limpid.insight.doctor.optimisation;
