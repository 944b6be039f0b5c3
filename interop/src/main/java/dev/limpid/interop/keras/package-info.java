/**
 * Models of Keras.
 *
 * <p>{@link dev.limpid.interop.keras.KerasFiles} opens a file. {@code KerasModel} is its
 * configuration as it stands there, which comes to the same for all versions; {@code Translation}
 * walks through it and has {@code LayerTable} put a layer, or a few, of Limpid's into an {@code
 * Assembly} for each of Keras's. What a layer needs from the file are its {@code Variable}s; {@code
 * Weights} finds them. Images with channels first are turned round on the way ({@code Flow}).
 */
package dev.limpid.interop.keras;
