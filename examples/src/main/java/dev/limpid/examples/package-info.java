/**
 * Programs that one reads in a sitting: {@link dev.limpid.examples.TrainSeedNetwork} trains the
 * network of the question and says what its gap is made of; {@link dev.limpid.examples.StepThrough}
 * is the debugger tour.
 */
package dev.limpid.examples;
