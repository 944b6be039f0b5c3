/**
 * Looks at what a training is given and at how its figures are made.
 *
 * <p>Before the first step, {@link dev.limpid.insight.measure.check.CheckListener} measures the
 * images, their labels and how the two sets compare: {@link dev.limpid.insight.check.DataChecks}.
 * After each epoch it computes the printed figures anew, and asks whether inference is what it
 * should be: {@link dev.limpid.insight.check.EpochChecks}. It measures and does not judge; that is
 * the doctor's part.
 */
package dev.limpid.insight.check;
