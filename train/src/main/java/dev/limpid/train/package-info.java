/**
 * Training, and what is seen of it.
 *
 * <p>{@link dev.limpid.train.Trainer} runs the loop: batch, forward, loss, backward, optimizer
 * step. Everything else listens ({@link dev.limpid.train.TrainingListener}) and can be taken away
 * without touching it: the progress display, the {@link dev.limpid.train.History}, files.
 */
package dev.limpid.train;
