/**
 * Advice proven by running it: the treatments of what the doctor finds, each against the training
 * as it was, over several seeds; and the learning-rate range test that chooses a rate.
 */
package dev.limpid.cli.treat;
