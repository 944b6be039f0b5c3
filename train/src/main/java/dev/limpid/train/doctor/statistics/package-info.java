/** Tails of the distributions that the doctor's tests need. */
package dev.limpid.train.doctor.statistics;
