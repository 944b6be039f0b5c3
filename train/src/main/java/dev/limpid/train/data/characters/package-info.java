/**
 * The generator of character images: {@link dev.limpid.train.data.characters.Characters} draws them
 * from a seed, the same bytes on every machine.
 *
 * <p>How a character is drawn, in the order of the classes: {@code Glyphs} has its strokes, {@code
 * Style} chooses pen and proportions, {@code Warp} bends them, {@code StrokeRasterizer} turns them
 * into the coverage of pixels, {@code Canvas} lays {@code Colour}s over a mottled background.
 */
package dev.limpid.train.data.characters;
