/**
 * The record of a run: everything that was seen of a training, as one value that can be written to
 * the file {@code run.json} and read again.
 *
 * <p>{@link dev.limpid.insight.Observation} makes a {@link dev.limpid.insight.run.RunRecord} of a
 * training after every epoch; {@link dev.limpid.insight.run.RunFiles} writes and reads it. What
 * looks at a run (the report, a comparison, a diagnosis) is given the record alone, and so works in
 * the middle of a training as well as a year later.
 */
package dev.limpid.insight.run;
