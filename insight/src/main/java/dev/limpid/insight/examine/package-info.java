/**
 * Takes the gap of networks apart that were trained elsewhere, at the weights that they have.
 *
 * <p>{@link dev.limpid.insight.examine.Examination} is given the images that a network was trained
 * and validated on, and networks: one, or those of several epochs. Each stands in the place of an
 * epoch of a {@link dev.limpid.insight.run.RunRecord}, so that gap, checks, doctor and pages are
 * those of a training. What only a training could tell (averaging over the epoch, signals of
 * health) is absent, unless what was printed then is handed in.
 */
package dev.limpid.insight.examine;
