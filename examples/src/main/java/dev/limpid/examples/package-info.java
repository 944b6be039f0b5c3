/**
 * What is run rather than imported: the network of the question ({@link
 * dev.limpid.examples.SeedNetwork}) and the debugger tour ({@link
 * dev.limpid.examples.StepThrough}). The command line is in {@code cli}, the check against
 * reference cases in {@code golden}.
 */
package dev.limpid.examples;
