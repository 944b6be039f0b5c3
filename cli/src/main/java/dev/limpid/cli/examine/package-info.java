/**
 * What the commands for models of others have in common: reading a model of any format, images as
 * they were given to its training, the checkpoints and printed figures of that training.
 */
package dev.limpid.cli.examine;
