/**
 * A small HTTP endpoint for a model, on the JDK's own server: an image in, the probabilities of the
 * classes out.
 */
package dev.limpid.cli.serve;
