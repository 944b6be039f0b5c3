/** Causes that lie in the optimisation and the network. */
package dev.limpid.train.doctor.optimisation;
