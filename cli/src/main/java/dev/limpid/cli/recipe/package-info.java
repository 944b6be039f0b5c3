/**
 * A training as the settings of the command {@code train}.
 *
 * <p>Each setting is one option, declared once, in a class for each group of options. A {@link
 * dev.limpid.cli.recipe.Recipe} holds the values; it is made from a command line or from the
 * settings that a run recorded, and {@linkplain dev.limpid.cli.recipe.Recipe#run runs} to the same
 * bits as the command did.
 */
package dev.limpid.cli.recipe;
