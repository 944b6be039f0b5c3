/**
 * Trains with several values of settings and says which are best: a grid of all combinations, or so
 * many drawn at random. Each combination is trained with several seeds by {@link
 * dev.limpid.cli.treat.SeededRuns}, and what was trained before is not trained again.
 */
package dev.limpid.cli.sweep;
