/** Tails of the distributions that the doctor's tests need. */
package dev.limpid.insight.doctor.statistics;
