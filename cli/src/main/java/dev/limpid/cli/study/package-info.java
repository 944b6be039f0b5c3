/**
 * The study of the question that Limpid answers: why validation loss stays high while training loss
 * plunges, and what makes them fall in step.
 *
 * <p>An {@link dev.limpid.cli.study.Experiment} changes one thing. {@link
 * dev.limpid.cli.study.Study} trains them, each into a folder of its own, and goes on where it was
 * interrupted. {@code StudyOutcome} measures what came of a training, {@code Story} says it in
 * words, and {@code StudyPage} and {@code StudyMarkdown} tell it from question to answer. No result
 * is written down here: all of it is read from the runs.
 */
package dev.limpid.cli.study;
