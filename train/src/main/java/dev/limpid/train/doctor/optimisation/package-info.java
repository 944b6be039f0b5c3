/** Causes that lie in the optimizer and its numbers. */
package dev.limpid.train.doctor.optimisation;
